// The configuration of MemoryFeed: a flat JSON object, read without a library.
#ifndef FEED_CONFIG_H
#define FEED_CONFIG_H
#include <tenon.h>

#define FEED_CONFIG_SCHEMA                                                                         \
    "{\"type\":\"object\",\"additionalProperties\":false,\"required\":[\"symbol\"],"               \
    "\"oneOf\":[{\"required\":[\"ticks\"]},{\"required\":[\"bars\"]}],\"properties\":{"            \
    "\"ticks\":{\"type\":\"string\",\"description\":\"Path of ticks.bin.\"},"                      \
    "\"bars\":{\"type\":\"string\",\"description\":\"Path of bars.bin.\"},"                        \
    "\"symbol\":{\"type\":\"string\",\"maxLength\":63,\"description\":\"The instrument.\"},"       \
    "\"repeat\":{\"type\":\"integer\",\"minimum\":1,\"default\":1,\"x-tenon-unit\":\"rounds\","    \
    "\"description\":\"How often the data is published; times go on.\"},"                          \
    "\"rows\":{\"type\":\"integer\",\"minimum\":1,\"x-tenon-unit\":\"rows\","                      \
    "\"description\":\"How many rows are read; all when absent.\"}}}"

typedef struct {
    char path[1024];
    char symbol[64];
    int is_bars;
    uint64_t repeat;
    // Rows to read; 0: all.
    uint64_t limit;
} feed_config;

// Reads the object into *out. Returns NULL, or a sentence that says which key is wrong.
const char *feed_config_parse(feed_config *out, tenon_str json);

#endif
