// SPDX-License-Identifier: 0BSD
//
// JSON Schema of the configuration. The host checks against it; Config.c checks all the same.
#ifndef CONSOLE_SCHEMA_H
#define CONSOLE_SCHEMA_H

#define CONSOLE_SCHEMA                                                                             \
    "{\n"                                                                                          \
    "  \"$schema\": \"https://json-schema.org/draft/2020-12/schema\",\n"                           \
    "  \"type\": \"object\",\n"                                                                    \
    "  \"additionalProperties\": false,\n"                                                         \
    "  \"properties\": {\n"                                                                        \
    "    \"target\": {\n"                                                                          \
    "      \"enum\": [\"log\", \"stderr\", \"stdout\", \"file\"], \"default\": \"log\",\n"         \
    "      \"description\": \"Where lines go; log: into the host's own log\"\n"                    \
    "    },\n"                                                                                     \
    "    \"file\": {\n"                                                                            \
    "      \"type\": \"string\", \"minLength\": 1, \"maxLength\": 4095,\n"                         \
    "      \"description\": \"Path that lines are appended to; with target file\"\n"               \
    "    },\n"                                                                                     \
    "    \"format\": {\n"                                                                          \
    "      \"enum\": [\"text\", \"json\"], \"default\": \"text\",\n"                               \
    "      \"description\": \"A line for people, or one JSON object a line\"\n"                    \
    "    },\n"                                                                                     \
    "    \"color\": {\n"                                                                           \
    "      \"enum\": [\"auto\", \"always\", \"never\"], \"default\": \"auto\",\n"                  \
    "      \"description\": \"Colored severity in text; auto: when the target is a terminal\"\n"   \
    "    }\n"                                                                                      \
    "  }\n"                                                                                        \
    "}\n"

#endif
