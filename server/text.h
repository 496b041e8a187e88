/* SPDX-License-Identifier: MIT
 *
 * text: putting text together in a buffer of fixed size, with errors that
 * stick.
 *
 * For what the server says in words: log lines, JSON, metrics. Thread: any.
 */
#ifndef SERVER_TEXT_H
#define SERVER_TEXT_H

#include <stdbool.h>
#include <stddef.h>

struct text {
    char *at;    // always a C string
    size_t cap;  // bytes, the final NUL included; at least 1
    size_t len;  // without the NUL
    bool failed; // something did not fit; nothing is added any more
};

/* Borrows `at` for as long as the text is used. */
struct text text_in(char *at, size_t cap);

void text_put(struct text *text, const char *format, ...)
        __attribute__((format(printf, 2, 3)));

/* Puts it between quotes, as a JSON string. Bytes that are not UTF-8 become
 * U+FFFD. */
void text_put_json(struct text *text, const char *value);

/* Takes out of `text`, which is well-formed UTF-8, what nobody sees: controls
 * of direction, spaces without width, fillers, tags; with them one name can
 * look like another, or turn the text around it. Joiners stay between
 * characters beyond ASCII, where emoji and Persian need them. Blanks go from
 * both ends. */
void text_tidy(char *text);

#endif
