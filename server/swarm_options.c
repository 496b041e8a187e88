/* SPDX-License-Identifier: MIT */
#include "server/swarm_options.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "server/text.h"
#include "shared/delta.h"

/* Takes a value; returns NULL, or what to give instead. */
typedef const char *option_set(struct swarm_options *out, const char *value);

struct option {
    const char *name;
    const char *argument; // NULL for a switch
    const char *standard; // the default, NULL for none
    const char *help;
    option_set *set;
};

static bool read_number(
        const char *text, unsigned least, unsigned most, unsigned *out)
{
    char *end;

    if (!isdigit((unsigned char)text[0])) {
        return false;
    }
    unsigned long number = strtoul(text, &end, 10);
    *out = (unsigned)number;
    return *end == '\0' && number >= least && number <= most;
}

/* Copies the `len` characters at `from`; false when they do not fit. */
static bool copy(char *out, size_t cap, const char *from, size_t len)
{
    if (len >= cap) {
        return false;
    }
    memcpy(out, from, len);
    out[len] = '\0';
    return true;
}

/* Takes HOST, HOST:PORT, [IPV6] or [IPV6]:PORT apart. */
static bool set_authority(
        struct swarm_options *out, const char *text, size_t len)
{
    unsigned port = 80;

    if (!copy(out->authority, sizeof(out->authority), text, len)) {
        return false;
    }
    bool v6 = out->authority[0] == '[';
    const char *host = out->authority + v6;
    size_t host_len = strcspn(host, v6 ? "]" : ":");
    const char *rest = host + host_len;
    if (v6) {
        if (*rest != ']') {
            return false;
        }
        rest++;
    }
    if (*rest == ':' && !read_number(rest + 1, 1, 65535, &port)) {
        return false;
    }
    snprintf(out->port, sizeof(out->port), "%u", port);
    return (*rest == ':' || *rest == '\0') && host_len > 0 &&
           copy(out->host, sizeof(out->host), host, host_len);
}

static const char *set_url(struct swarm_options *out, const char *value)
{
    static const char wrong[] =
            "give ws://HOST:PORT/play, such as ws://127.0.0.1:8080/play";
    static const char scheme[] = "ws://";
    const size_t skip = sizeof(scheme) - 1;

    if (strncmp(value, scheme, skip) != 0 || strpbrk(value, " \t\r\n#") ||
            strlen(value) >= sizeof(out->path)) {
        return wrong;
    }
    const char *authority = value + skip;
    size_t len = strcspn(authority, "/?");
    const char *path = authority + len;
    size_t path_len = strcspn(path, "?");
    out->query = path + path_len;
    if (path_len == 0) {
        path = "/";
        path_len = 1;
    }
    return set_authority(out, authority, len) &&
                           copy(out->path, sizeof(out->path), path, path_len)
                   ? NULL
                   : wrong;
}

static const char *set_clients(struct swarm_options *out, const char *value)
{
    return read_number(value, 1, SWARM_CLIENTS_MAX, &out->clients)
                   ? NULL
                   : "give a number from 1 to 20000";
}

static const char *set_seconds(struct swarm_options *out, const char *value)
{
    return read_number(value, 1, 86400, &out->seconds)
                   ? NULL
                   : "give a number of seconds, 1 to 86400";
}

static const char *set_room_size(struct swarm_options *out, const char *value)
{
    return read_number(value, 1, 128, &out->room_size)
                   ? NULL
                   : "give a number of players, 1 to 128";
}

static const char *set_stalled(struct swarm_options *out, const char *value)
{
    return read_number(value, 0, SWARM_CLIENTS_MAX, &out->stalled)
                   ? NULL
                   : "give a number of clients, or 0 for none";
}

static const char *set_stall(struct swarm_options *out, const char *value)
{
    return read_number(value, 0, 30, &out->stall)
                   ? NULL
                   : "give a number of seconds, 1 to 30, or 0 for never";
}

static const char *set_pid(struct swarm_options *out, const char *value)
{
    return read_number(value, 1, 1U << 22, &out->pid)
                   ? NULL
                   : "give the process id of the server";
}

static const char *set_encoding(struct swarm_options *out, const char *value)
{
    bool plain = strcmp(value, "plain") == 0;
    out->encoding = plain ? ENCODING_PLAIN : ENCODING_REPLICA;
    return plain || strcmp(value, "replica") == 0 ? NULL
                                                  : "give plain or replica";
}

static const char *set_record(struct swarm_options *out, const char *value)
{
    out->record = value;
    return value[0] ? NULL : "give a file to write";
}

static const char *set_json(struct swarm_options *out, const char *value)
{
    (void)value;
    out->json = true;
    return NULL;
}

static const char *set_help(struct swarm_options *out, const char *value)
{
    (void)value;
    out->help = true;
    return NULL;
}

static const char *set_version(struct swarm_options *out, const char *value)
{
    (void)value;
    out->version = true;
    return NULL;
}

static const struct option options[] = {
        {"url", "URL", "ws://127.0.0.1:8080/play",
                "where to play; after /play the swarm names rooms of its own",
                set_url},
        {"clients", "N", "16", "how many play", set_clients},
        {"seconds", "S", "10", "how long to measure, once all have joined",
                set_seconds},
        {"room-size", "N", "16", "clients in a room", set_room_size},
        {"stalled", "N", "0",
                "of the clients, how many stop reading now and then; they are "
                "measured apart",
                set_stalled},
        {"stall", "S", "5", "for how many seconds each time", set_stall},
        {"encoding", "NAME", "replica",
                "plain, or replica: what the state frames are to be",
                set_encoding},
        {"pid", "PID", NULL,
                "the server's process, to divide its CPU time by the frames",
                set_pid},
        {"record", "FILE", NULL,
                "write what the first client receives: per message a 32-bit "
                "little-endian length, then its bytes",
                set_record},
        {"json", NULL, NULL, "answer in one JSON object", set_json},
        {"help", NULL, NULL, "say all this", set_help},
        {"version", NULL, NULL, "say which version this is", set_version},
};
#define OPTION_COUNT (sizeof(options) / sizeof(options[0]))

/* Finds the option that "--name" or "--name=value" means. */
static const struct option *find(const char *argument, const char **value)
{
    size_t len = strcspn(argument, "=");

    *value = argument[len] == '=' ? argument + len + 1 : NULL;
    if (strncmp(argument, "--", 2) != 0) {
        return NULL;
    }
    for (size_t i = 0; i < OPTION_COUNT; i++) {
        const char *name = options[i].name;
        if (strlen(name) == len - 2 &&
                memcmp(argument + 2, name, len - 2) == 0) {
            return &options[i];
        }
    }
    return NULL;
}

/* Reads the option at argv[*at], and its value. */
static bool read_option(struct swarm_options *out, char *const *argv, int *at,
        struct text *error)
{
    const char *value;
    const struct option *option = find(argv[*at], &value);

    if (!option) {
        text_put(error, "\"%s\" is no option: see roomcast-swarm --help",
                argv[*at]);
        return false;
    }
    if (!option->argument && value) {
        text_put(error, "--%s takes no value", option->name);
        return false;
    }
    if (option->argument && !value) {
        value = argv[++*at];
    }
    if (option->argument && !value) {
        text_put(error, "--%s needs a value: give %s", option->name,
                option->argument);
        return false;
    }
    const char *wrong = option->set(out, value);
    if (wrong) {
        text_put(error, "--%s is \"%s\": %s", option->name, value, wrong);
    }
    return !wrong;
}

bool swarm_options_read(struct swarm_options *out, int argc, char *const *argv,
        char *error, size_t error_cap)
{
    struct text text = text_in(error, error_cap);

    memset(out, 0, sizeof(*out));
    for (size_t i = 0; i < OPTION_COUNT; i++) {
        if (options[i].standard) {
            options[i].set(out, options[i].standard);
        }
    }
    for (int i = 1; i < argc; i++) {
        if (!read_option(out, argv, &i, &text)) {
            return false;
        }
    }
    if (out->stalled >= out->clients) {
        text_put(&text, "--stalled is %u of %u: give fewer than --clients",
                out->stalled, out->clients);
        return false;
    }
    return true;
}

void swarm_options_help(char *out, size_t cap)
{
    struct text text = text_in(out, cap);

    text_put(&text, "Usage: roomcast-swarm [options]\n"
                    "Plays with many clients at once and measures what they "
                    "get.\n\n");
    for (size_t i = 0; i < OPTION_COUNT; i++) {
        const struct option *option = &options[i];
        char flag[64];
        snprintf(flag, sizeof(flag), "--%s%s%s", option->name,
                option->argument ? " " : "",
                option->argument ? option->argument : "");
        text_put(&text, "  %-16s %s", flag, option->help);
        if (option->standard) {
            text_put(&text, " (%s)", option->standard);
        }
        text_put(&text, "\n");
    }
}
