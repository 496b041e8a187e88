/* SPDX-License-Identifier: MIT */
#include "server/log.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "server/text.h"

#define MESSAGE_BYTES 1024
#define LINE_BYTES    (6 * MESSAGE_BYTES + 512) // every byte escaped

static const char *const level_words[] = {"error", "warn", "info", "debug"};

static enum log_level log_most = LOG_INFO;
static bool log_json;

void log_setup(enum log_level most, bool json)
{
    log_most = most;
    log_json = json;
}

bool log_level_parse(const char *word, enum log_level *out)
{
    for (unsigned i = LOG_ERROR; i <= LOG_DEBUG; i++) {
        if (strcmp(word, level_words[i]) == 0) {
            *out = (enum log_level)i;
            return true;
        }
    }
    return false;
}

/* What a peer or a file named must not break the line, or colour a terminal. */
static void put_plain(struct text *out, const char *message)
{
    size_t from = out->len;

    text_put(out, "%s", message);
    for (size_t i = from; i < out->len; i++) {
        if ((uint8_t)out->at[i] < 0x20 || out->at[i] == 0x7f) {
            out->at[i] = '?';
        }
    }
}

static void put_json(struct text *out, enum log_level level,
        const char *subject, const char *message)
{
    struct timespec now;
    struct tm utc;
    char date[32];

    clock_gettime(CLOCK_REALTIME, &now);
    gmtime_r(&now.tv_sec, &utc);
    strftime(date, sizeof(date), "%Y-%m-%dT%H:%M:%S", &utc);
    text_put(out, "{\"time\":\"%s.%03ldZ\",\"level\":\"%s\",\"subject\":", date,
            now.tv_nsec / 1000000, level_words[level]);
    text_put_json(out, subject);
    text_put(out, ",\"message\":");
    text_put_json(out, message);
    text_put(out, "}");
}

void log_line(
        enum log_level level, const char *subject, const char *format, ...)
{
    char message[MESSAGE_BYTES], line[LINE_BYTES];
    struct text out = text_in(line, sizeof(line) - 1);
    va_list args;

    if (level > log_most) {
        return;
    }
    va_start(args, format);
    vsnprintf(message, sizeof(message), format, args);
    va_end(args);
    if (log_json) {
        put_json(&out, level, subject, message);
    } else {
        put_plain(&out, subject);
        text_put(&out, ": ");
        put_plain(&out, message);
    }
    line[out.len] = '\n';
    // one call, so that lines of two threads never mix; where stderr is gone
    // there is nobody left to tell
    if (write(STDERR_FILENO, line, out.len + 1) < 0) {
        return;
    }
}
