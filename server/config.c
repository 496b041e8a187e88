/* SPDX-License-Identifier: MIT */
#include "server/config.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "server/text.h"

#define VARIABLE_BYTES 64

// A school behind one address, with a tab or two each.
#define CONNECTIONS_PER_ADDRESS 64

/* Takes a value; returns NULL, or what to give instead. */
typedef const char *config_set(struct config *config, const char *value);

struct option {
    const char *name;
    const char *argument; // NULL for a switch, whose values are words
    const char *standard; // the default; "" for none
    const char *help;
    config_set *set;
};

static bool read_number(const char *text, unsigned long most, unsigned *out)
{
    char *end;

    if (!isdigit((unsigned char)text[0])) {
        return false;
    }
    unsigned long number = strtoul(text, &end, 10);
    *out = (unsigned)number;
    return *end == '\0' && number <= most;
}

/* `host` is numeric, in brackets when it is IPv6; or localhost. */
static bool set_address(struct config *config, const char *host, size_t len)
{
    uint8_t binary[sizeof(struct in6_addr)];
    bool v6 = len >= 2 && host[0] == '[' && host[len - 1] == ']';

    if (len == strlen("localhost") && memcmp(host, "localhost", len) == 0) {
        snprintf(config->address, sizeof(config->address), "127.0.0.1");
        return true;
    }
    host += v6;
    len -= v6 ? 2 : 0;
    if (len >= sizeof(config->address)) {
        return false;
    }
    snprintf(config->address, sizeof(config->address), "%.*s", (int)len, host);
    return inet_pton(v6 ? AF_INET6 : AF_INET, config->address, binary) == 1;
}

static const char *set_listen(struct config *config, const char *value)
{
    const char *colon = strrchr(value, ':');
    unsigned port = 0;

    if (!colon || !set_address(config, value, (size_t)(colon - value)) ||
            !read_number(colon + 1, UINT16_MAX, &port)) {
        return "give ADDR:PORT, such as 0.0.0.0:8080 or [::]:8080";
    }
    config->port = (uint16_t)port;
    return NULL;
}

static const char *set_data(struct config *config, const char *value)
{
    config->data = value;
    return value[0] ? NULL : "give a directory";
}

static const char *set_workers(struct config *config, const char *value)
{
    cpu_set_t cores;

    if (value[0] == '\0') {
        bool known = sched_getaffinity(0, sizeof(cores), &cores) == 0;
        int count = known ? CPU_COUNT(&cores) : 1;
        config->workers = count < MAX_WORKERS ? (unsigned)count : MAX_WORKERS;
        return NULL;
    }
    return read_number(value, MAX_WORKERS, &config->workers) &&
                           config->workers > 0
                   ? NULL
                   : "give a number of threads from 1 to 64";
}

static const char *set_tls_cert(struct config *config, const char *value)
{
    config->tls_cert = value;
    return NULL;
}

static const char *set_tls_key(struct config *config, const char *value)
{
    config->tls_key = value;
    return NULL;
}

static const char *set_origin(struct config *config, const char *value)
{
    const char *host = strstr(value, "://");

    config->origin = value;
    if (value[0] == '\0' || (host && host > value && host[3] != '\0' &&
                                    !strchr(host + 3, '/'))) {
        return NULL;
    }
    return "give an origin, such as https://example.org, without a path";
}

/* Unless a limit is asked for there is none for this machine itself: behind a
 * proxy everybody seems to come from here, and so do load tests. */
static const char *set_limit(struct config *config, const char *value)
{
    config->limits_local = value[0] != '\0';
    if (value[0] == '\0') {
        config->connections_per_address = CONNECTIONS_PER_ADDRESS;
        return NULL;
    }
    return read_number(value, 1000000, &config->connections_per_address)
                   ? NULL
                   : "give a number of connections, or 0 for no limit";
}

static const char *set_assets(struct config *config, const char *value)
{
    config->assets = value;
    return NULL;
}

/* Below that nobody could be served: greeting, chat and ten frames a second. */
#define LEAST_BUDGET 100

static const char *set_budget(struct config *config, const char *value)
{
    return read_number(value, 1000000000, &config->budget) &&
                           (config->budget == 0 ||
                                   config->budget >= LEAST_BUDGET)
                   ? NULL
                   : "give bytes a second, at least 100, or 0 for no limit";
}

static const char *set_votes(struct config *config, const char *value)
{
    static const char *const names[] = {
            [VOTES_ALL] = "all", [VOTES_MAPS] = "maps", [VOTES_OFF] = "off"};

    for (unsigned i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if (strcmp(value, names[i]) == 0) {
            config->votes = (enum votes)i;
            return NULL;
        }
    }
    return "give all, maps or off";
}

static const char *set_log_level(struct config *config, const char *value)
{
    return log_level_parse(value, &config->log_level)
                   ? NULL
                   : "give error, warn, info or debug";
}

static const char *set_log_json(struct config *config, const char *value)
{
    static const char *const no[] = {"", "0", "no", "false", "off"};
    static const char *const yes[] = {"1", "yes", "true", "on"};

    for (size_t i = 0; i < sizeof(no) / sizeof(no[0]); i++) {
        if (strcmp(value, no[i]) == 0) {
            config->log_json = false;
            return NULL;
        }
    }
    for (size_t i = 0; i < sizeof(yes) / sizeof(yes[0]); i++) {
        if (strcmp(value, yes[i]) == 0) {
            config->log_json = true;
            return NULL;
        }
    }
    return "give 1 or 0";
}

static const struct option options[] = {
        {"listen", "ADDR:PORT", "0.0.0.0:8080",
                "where to listen; [::] is IPv6 and IPv4, port 0 any free",
                set_listen},
        {"data", "DIR", "./data", "where rules.db and rooms.db are", set_data},
        {"workers", "N", "",
                "threads that run rooms; one per core unless given",
                set_workers},
        {"tls-cert", "FILE", "", "certificate chain, PEM; makes it https",
                set_tls_cert},
        {"tls-key", "FILE", "", "private key of the certificate, PEM",
                set_tls_key},
        {"origin", "URL", "",
                "a page elsewhere that may connect, as https://example.org",
                set_origin},
        {"connections-per-address", "N", "",
                "open at once from one address; 0: no limit "
                "(64, none for this machine)",
                set_limit},
        {"budget", "BYTES_PER_SECOND", "0",
                "for each client; over it it gets fewer frames; 0: no limit",
                set_budget},
        {"votes", "WHAT", "all",
                "what players may vote for after a round: all, maps or off",
                set_votes},
        {"assets", "DIR", "",
                "directory with assets/ and client-demo/, unless the installed",
                set_assets},
        {"log-level", "LEVEL", "info", "error, warn, info or debug",
                set_log_level},
        {"log-json", NULL, "", "log one JSON object a line", set_log_json},
};
#define OPTION_COUNT (sizeof(options) / sizeof(options[0]))

static void name_variable(const struct option *option, char *out)
{
    snprintf(out, VARIABLE_BYTES, "ROOMCAST_%s", option->name);
    for (; *out; out++) {
        if (*out == '-') {
            *out = '_';
        } else if (*out >= 'a' && *out <= 'z') {
            *out = (char)(*out - 'a' + 'A');
        }
    }
}

static bool apply(struct config *config, const struct option *option,
        const char *source, const char *value, struct text *error)
{
    const char *wrong = option->set(config, value);

    if (wrong) {
        text_put(error, "%s is \"%s\": %s", source, value, wrong);
    }
    return !wrong;
}

static bool read_standards(struct config *config, struct text *error)
{
    char variable[VARIABLE_BYTES];

    for (size_t i = 0; i < OPTION_COUNT; i++) {
        const struct option *option = &options[i];
        name_variable(option, variable);
        const char *value = getenv(variable);
        bool is_set = value && value[0]; // `docker run -e NAME=` unsets
        if (!apply(config, option, is_set ? variable : option->name,
                    is_set ? value : option->standard, error)) {
            return false;
        }
    }
    return true;
}

/* Finds the option that "--name" or "--name=value" means. */
static const struct option *find(const char *argument, const char **value)
{
    size_t len = strcspn(argument, "=");

    *value = argument[len] == '=' ? argument + len + 1 : NULL;
    for (size_t i = 0; i < OPTION_COUNT && len > 2; i++) {
        const char *name = options[i].name;
        if (strncmp(argument, "--", 2) == 0 && strlen(name) == len - 2 &&
                memcmp(argument + 2, name, len - 2) == 0) {
            return &options[i];
        }
    }
    return NULL;
}

static bool read_flags(
        struct config *config, int argc, char *const *argv, struct text *error)
{
    for (int i = 0; i < argc; i++) {
        const char *value, *flag = argv[i];
        const struct option *option = find(flag, &value);
        if (!option) {
            text_put(error, "\"%s\" is no option: see roomcast serve --help",
                    flag);
            return false;
        }
        if (!value && !option->argument) {
            value = "1";
        } else if (!value && i + 1 < argc) {
            value = argv[++i];
        } else if (!value) {
            text_put(
                    error, "%s needs a value: give %s", flag, option->argument);
            return false;
        }
        char source[VARIABLE_BYTES];
        snprintf(source, sizeof(source), "--%s", option->name);
        if (!apply(config, option, source, value, error)) {
            return false;
        }
    }
    return true;
}

bool config_read(struct config *out, int argc, char *const *argv, char *error,
        size_t error_cap)
{
    struct text text = text_in(error, error_cap);

    *out = (struct config){0};
    if (!read_standards(out, &text) || !read_flags(out, argc, argv, &text)) {
        return false;
    }
    if (!out->tls_cert[0] != !out->tls_key[0]) {
        text_put(&text, "TLS needs --tls-cert and --tls-key: give both, or "
                        "neither");
        return false;
    }
    return true;
}

void config_help(char *out, size_t cap)
{
    struct text text = text_in(out, cap);

    for (size_t i = 0; i < OPTION_COUNT; i++) {
        const struct option *option = &options[i];
        char flag[VARIABLE_BYTES];
        snprintf(flag, sizeof(flag), "--%s%s%s", option->name,
                option->argument ? " " : "",
                option->argument ? option->argument : "");
        text_put(&text, "  %-27s %s", flag, option->help);
        if (option->standard[0]) {
            text_put(&text, " (%s)", option->standard);
        }
        text_put(&text, "\n");
    }
    text_put(&text, "Each is an environment variable too: --log-level is "
                    "ROOMCAST_LOG_LEVEL.\n");
}
