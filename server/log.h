/* SPDX-License-Identifier: MIT
 *
 * log: one line an event on stderr: `room 12: closed, reason=idle players=0`.
 *
 * Lower case, no full stop, no secrets. What a peer can cause more than once a
 * second is a counter (stats), not a line. Thread: any; a line is one write().
 */
#ifndef SERVER_LOG_H
#define SERVER_LOG_H

#include <stdbool.h>

enum log_level { LOG_ERROR, LOG_WARN, LOG_INFO, LOG_DEBUG };

/* Call once, before there are threads. `json`: one object a line with `time`,
 * `level`, `subject` and `message`. */
void log_setup(enum log_level most, bool json);

/* False for a word that is no level. */
bool log_level_parse(const char *word, enum log_level *out);

/* `subject` is who the line is about, such as "room tuba" or "server". */
void log_line(enum log_level level, const char *subject, const char *format,
        ...) __attribute__((format(printf, 3, 4)));

#endif
