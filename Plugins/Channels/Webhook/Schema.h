// SPDX-License-Identifier: 0BSD
//
// JSON Schema of the configuration. The host checks against it; Config.c checks all the same.
#ifndef WEBHOOK_SCHEMA_H
#define WEBHOOK_SCHEMA_H

#define WEBHOOK_SCHEMA                                                                             \
    "{\n"                                                                                          \
    "  \"$schema\": \"https://json-schema.org/draft/2020-12/schema\",\n"                           \
    "  \"type\": \"object\",\n"                                                                    \
    "  \"additionalProperties\": false,\n"                                                         \
    "  \"required\": [\"url\", \"secret\"],\n"                                                     \
    "  \"properties\": {\n"                                                                        \
    "    \"url\": {\n"                                                                             \
    "      \"type\": \"string\", \"pattern\": \"^https?://[!-~]+$\", \"maxLength\": 2047,\n"       \
    "      \"description\": \"Where notifications are posted, without user or password\"\n"        \
    "    },\n"                                                                                     \
    "    \"secret\": {\n"                                                                          \
    "      \"type\": \"string\", \"x-tenon-secret\": true,\n"                                      \
    "      \"description\": \"Key of the signature, 16 to 256 bytes: env:NAME or file:PATH\"\n"    \
    "    },\n"                                                                                     \
    "    \"timeout_ms\": {\n"                                                                      \
    "      \"type\": \"integer\", \"minimum\": 50, \"maximum\": 30000, \"default\": 3000,\n"       \
    "      \"description\": \"Milliseconds that one request may take\"\n"                          \
    "    },\n"                                                                                     \
    "    \"allow_plain_http\": {\n"                                                                \
    "      \"type\": \"boolean\", \"default\": false,\n"                                           \
    "      \"description\": \"Also send without TLS beyond this machine\"\n"                       \
    "    },\n"                                                                                     \
    "    \"ca_file\": {\n"                                                                         \
    "      \"type\": \"string\", \"minLength\": 1, \"maxLength\": 4095,\n"                         \
    "      \"description\": \"Certificates to trust instead of the system's, PEM\"\n"              \
    "    }\n"                                                                                      \
    "  }\n"                                                                                        \
    "}\n"

#endif
