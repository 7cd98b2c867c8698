// The floor of reading plugins.yaml: libyaml parses the same bytes, and nothing is done with them.
//
//   yaml_floor FILE REPEATS
//
// Prints one JSON object: events, whether the parser came to the end, and the CPU time of one
// parse in ns, the best of REPEATS.
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <yaml.h>

static double cpu_now(void) {
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static unsigned char *read_whole(const char *path, size_t *size) {
    FILE *file = fopen(path, "rb");
    if (!file || fseek(file, 0, SEEK_END) != 0) {
        return NULL;
    }
    long end = ftell(file);
    rewind(file);
    unsigned char *bytes = end > 0 ? malloc((size_t)end) : NULL;
    if (bytes && fread(bytes, 1, (size_t)end, file) != (size_t)end) {
        free(bytes);
        bytes = NULL;
    }
    fclose(file);
    *size = (size_t)end;
    return bytes;
}

// How many events came; *is_whole says whether the last was the end of the stream.
static long parse(const unsigned char *bytes, size_t size, int *is_whole) {
    yaml_parser_t parser;
    if (!yaml_parser_initialize(&parser)) {
        exit(2);
    }
    yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&parser, bytes, size);
    long count = 0;
    *is_whole = 0;
    yaml_event_t event;
    while (!*is_whole && yaml_parser_parse(&parser, &event)) {
        count++;
        *is_whole = event.type == YAML_STREAM_END_EVENT;
        yaml_event_delete(&event);
    }
    yaml_parser_delete(&parser);
    return count;
}

int main(int count, char **words) {
    size_t size = 0;
    unsigned char *bytes = count == 3 ? read_whole(words[1], &size) : NULL;
    int repeats = count == 3 ? atoi(words[2]) : 0;
    if (!bytes || repeats < 1) {
        fprintf(stderr, "usage: yaml_floor FILE REPEATS\n");
        return 2;
    }
    double best = 1e9;
    long events = 0;
    int is_whole = 0;
    for (int repeat = 0; repeat < repeats; repeat++) {
        double began = cpu_now();
        events = parse(bytes, size, &is_whole);
        double took = cpu_now() - began;
        best = took < best ? took : best;
    }
    printf("{\"events\":%ld,\"whole\":%s,\"ns\":%.0f}\n", events, is_whole ? "true" : "false",
           best * 1e9);
    free(bytes);
    return 0;
}
