// SPDX-License-Identifier: 0BSD
//
// JSON Schema of the configuration. The host checks against it; Config.c checks all the same.
#ifndef EMA_SCHEMA_H
#define EMA_SCHEMA_H

#define EMA_SCHEMA                                                                                 \
    "{\n"                                                                                          \
    "  \"$schema\": \"https://json-schema.org/draft/2020-12/schema\",\n"                           \
    "  \"type\": \"object\",\n"                                                                    \
    "  \"additionalProperties\": false,\n"                                                         \
    "  \"properties\": {\n"                                                                        \
    "    \"instrument\": {\n"                                                                      \
    "      \"type\": \"string\", \"pattern\": \"^[!-~]{1,64}$\",\n"                                \
    "      \"description\": \"Symbol, such as AAPL.XNAS; without it the first one defined\"\n"     \
    "    },\n"                                                                                     \
    "    \"fast\": {\n"                                                                            \
    "      \"type\": \"integer\", \"minimum\": 1, \"maximum\": 1000000, \"default\": 10,\n"        \
    "      \"x-tenon-unit\": \"prices\", \"x-tenon-runtime\": true,\n"                             \
    "      \"description\": \"Period of the fast average, below slow\"\n"                          \
    "    },\n"                                                                                     \
    "    \"slow\": {\n"                                                                            \
    "      \"type\": \"integer\", \"minimum\": 2, \"maximum\": 1000000, \"default\": 20,\n"        \
    "      \"x-tenon-unit\": \"prices\", \"x-tenon-runtime\": true,\n"                             \
    "      \"description\": \"Period of the slow average; no order before as many prices\"\n"      \
    "    },\n"                                                                                     \
    "    \"quantity\": {\n"                                                                        \
    "      \"type\": [\"number\", \"string\"], \"exclusiveMinimum\": 0,\n"                         \
    "      \"maximum\": 10000000000, \"default\": 1,\n"                                            \
    "      \"x-tenon-unit\": \"units\", \"x-tenon-scale\": -8, \"x-tenon-runtime\": true,\n"       \
    "      \"description\": \"Size of a position: a decimal with at most 8 places\"\n"             \
    "    },\n"                                                                                     \
    "    \"seed\": {\n"                                                                            \
    "      \"enum\": [\"first\", \"mean\"], \"default\": \"first\",\n"                             \
    "      \"description\": \"Averages begin with the first price, or the mean of a period\"\n"    \
    "    },\n"                                                                                     \
    "    \"entry\": {\n"                                                                           \
    "      \"enum\": [\"cross\", \"always\"], \"default\": \"cross\",\n"                           \
    "      \"description\": \"Enter when the averages cross, or always hold a position\"\n"        \
    "    },\n"                                                                                     \
    "    \"short\": {\n"                                                                           \
    "      \"type\": \"boolean\",\n"                                                               \
    "      \"description\": \"Also sell short; without it only with entry always\"\n"              \
    "    },\n"                                                                                     \
    "    \"source\": {\n"                                                                          \
    "      \"enum\": [\"auto\", \"quote\", \"bar\", \"trade\"], \"default\": \"auto\",\n"          \
    "      \"description\": \"Where prices come from; auto: quotes or bars, the first to come\"\n" \
    "    }\n"                                                                                      \
    "  }\n"                                                                                        \
    "}\n"

#endif
