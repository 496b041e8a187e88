/* SPDX-License-Identifier: MIT */
#include "server/config.h"

#include <stdio.h>
#include <string.h>

#include "tests/unit/suite.h"

static struct config config;
static char error[256];

/* Reads up to four arguments; the first NULL ends them. */
static bool read4(const char *a, const char *b, const char *c, const char *d)
{
    static char words[4][64];
    const char *in[4] = {a, b, c, d};
    char *argv[4] = {NULL};
    int argc = 0;

    while (argc < 4 && in[argc]) {
        snprintf(words[argc], sizeof(words[argc]), "%s", in[argc]);
        argv[argc] = words[argc];
        argc++;
    }
    return config_read(&config, argc, argv, error, sizeof(error));
}

static void ck_refused(const char *flag, const char *value, const char *says)
{
    ck_assert_msg(!read4(flag, value, NULL, NULL), "took %s %s", flag,
            value ? value : "");
    ck_assert_msg(strstr(error, says) != NULL, "%s %s: %s", flag,
            value ? value : "", error);
}

START_TEST(nothing_given_means_the_documented_defaults)
{
    ck_assert_msg(read4(NULL, NULL, NULL, NULL), "%s", error);
    ck_assert_str_eq(config.address, "0.0.0.0");
    ck_assert_uint_eq(config.port, 8080);
    ck_assert_str_eq(config.data, "./data");
    ck_assert_uint_ge(config.workers, 1);
    ck_assert_str_eq(config.tls_cert, "");
    ck_assert_str_eq(config.tls_key, "");
    ck_assert_str_eq(config.origin, "");
    ck_assert_uint_eq(config.connections_per_address, 64);
    ck_assert(!config.limits_local);
    ck_assert_int_eq(config.log_level, LOG_INFO);
    ck_assert(!config.log_json);
}
END_TEST

START_TEST(flags_take_their_value_after_a_space_or_an_equals_sign)
{
    ck_assert(read4("--data", "/a", "--workers=3", "--log-json"));
    ck_assert_str_eq(config.data, "/a");
    ck_assert_uint_eq(config.workers, 3);
    ck_assert(config.log_json);
}
END_TEST

START_TEST(addresses_are_ipv4_ipv6_or_localhost)
{
    ck_assert(read4("--listen", "127.0.0.1:0", NULL, NULL));
    ck_assert_str_eq(config.address, "127.0.0.1");
    ck_assert_uint_eq(config.port, 0);
    ck_assert(read4("--listen", "[::]:65535", NULL, NULL));
    ck_assert_str_eq(config.address, "::");
    ck_assert_uint_eq(config.port, 65535);
    ck_assert(read4("--listen", "localhost:1", NULL, NULL));
    ck_assert_str_eq(config.address, "127.0.0.1");
}
END_TEST

START_TEST(limit_that_is_asked_for_holds_for_this_machine_too)
{
    ck_assert(read4("--connections-per-address", "64", NULL, NULL));
    ck_assert_uint_eq(config.connections_per_address, 64);
    ck_assert(config.limits_local);
}
END_TEST

START_TEST(a_byte_budget_is_none_unless_asked_for)
{
    ck_assert(read4(NULL, NULL, NULL, NULL));
    ck_assert_uint_eq(config.budget, 0);
    ck_assert(read4("--budget", "400", NULL, NULL));
    ck_assert_uint_eq(config.budget, 400);
    setenv("ROOMCAST_BUDGET", "600", 1);
    ck_assert(read4(NULL, NULL, NULL, NULL));
    ck_assert_uint_eq(config.budget, 600);
    unsetenv("ROOMCAST_BUDGET");
}
END_TEST

START_TEST(players_vote_for_all_unless_the_host_says_otherwise)
{
    ck_assert(read4(NULL, NULL, NULL, NULL));
    ck_assert_int_eq(config.votes, VOTES_ALL);
    ck_assert(read4("--votes", "maps", NULL, NULL));
    ck_assert_int_eq(config.votes, VOTES_MAPS);
    setenv("ROOMCAST_VOTES", "off", 1);
    ck_assert(read4(NULL, NULL, NULL, NULL));
    ck_assert_int_eq(config.votes, VOTES_OFF);
    ck_assert(read4("--votes", "all", NULL, NULL));
    ck_assert_int_eq(config.votes, VOTES_ALL);
    unsetenv("ROOMCAST_VOTES");
}
END_TEST

START_TEST(flag_outdoes_variable_and_variable_outdoes_default)
{
    setenv("ROOMCAST_LOG_LEVEL", "debug", 1);
    setenv("ROOMCAST_LISTEN", "1.2.3.4:5", 1);
    setenv("ROOMCAST_LOG_JSON", "true", 1);
    setenv("ROOMCAST_DATA", "", 1); // as good as not set
    ck_assert(read4("--listen", "4.3.2.1:9", NULL, NULL));
    ck_assert_str_eq(config.address, "4.3.2.1");
    ck_assert_int_eq(config.log_level, LOG_DEBUG);
    ck_assert(config.log_json);
    ck_assert_str_eq(config.data, "./data");
}
END_TEST

START_TEST(wrong_variable_is_named)
{
    setenv("ROOMCAST_CONNECTIONS_PER_ADDRESS", "many", 1);
    ck_assert(!read4(NULL, NULL, NULL, NULL));
    ck_assert_str_eq(error,
            "ROOMCAST_CONNECTIONS_PER_ADDRESS is \"many\": give "
            "a number of connections, or 0 for no limit");
}
END_TEST

START_TEST(bad_values_are_refused_with_what_to_do)
{
    ck_refused("--listen", "8080", "give ADDR:PORT");
    ck_refused("--listen", "0.0.0.0:65536", "give ADDR:PORT");
    ck_refused("--budget", "99", "give bytes a second, at least 100, or 0");
    ck_refused("--budget", "few", "give bytes a second, at least 100, or 0");
    ck_refused("--listen", "0.0.0.0:", "give ADDR:PORT");
    ck_refused("--listen", "::1:80", "[::]:8080");
    ck_refused("--listen", "example.org:80", "give ADDR:PORT");
    ck_refused("--listen", "1.2.3.4:-1", "give ADDR:PORT");
    ck_refused("--workers", "0", "from 1 to 64");
    ck_refused("--workers", "65", "from 1 to 64");
    ck_refused("--workers", "two", "from 1 to 64");
    ck_refused("--workers", "99999999999999999999", "from 1 to 64");
    ck_refused("--origin", "example.org", "https://example.org");
    ck_refused("--origin", "https://example.org/", "without a path");
    ck_refused("--votes", "modes", "give all, maps or off");
    ck_refused("--votes", "", "give all, maps or off");
    ck_refused("--log-level", "loud", "error, warn, info or debug");
    ck_refused("--log-json=maybe", NULL, "give 1 or 0");
    ck_refused("--data", "", "give a directory");
    ck_refused("--tls-cert", "cert.pem", "give both");
    ck_refused("--data", NULL, "--data needs a value: give DIR");
    ck_refused("--speed", "9", "\"--speed\" is no option");
    ck_refused("-l", "9", "\"-l\" is no option");
    ck_refused("--", NULL, "\"--\" is no option");
    ck_refused("listen", "0.0.0.0:80", "\"listen\" is no option");
}
END_TEST

START_TEST(help_names_every_option_with_its_default)
{
    static const char *const names[] = {"--listen ADDR:PORT", "(0.0.0.0:8080)",
            "--data DIR", "--workers N", "--tls-cert FILE", "--tls-key FILE",
            "--origin URL", "--connections-per-address N",
            "--budget BYTES_PER_SECOND", "--votes WHAT", "(all)",
            "--assets DIR", "--log-level LEVEL", "--log-json ", "ROOMCAST_"};
    char help[4096];

    config_help(help, sizeof(help));
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        ck_assert_msg(strstr(help, names[i]) != NULL, "%s", names[i]);
    }
    for (char *line = strtok(help, "\n"); line; line = strtok(NULL, "\n")) {
        ck_assert_uint_le(strlen(line), 100);
    }
}
END_TEST

static void add_tests(TCase *tc)
{
    tcase_add_test(tc, nothing_given_means_the_documented_defaults);
    tcase_add_test(tc, flags_take_their_value_after_a_space_or_an_equals_sign);
    tcase_add_test(tc, addresses_are_ipv4_ipv6_or_localhost);
    tcase_add_test(tc, limit_that_is_asked_for_holds_for_this_machine_too);
    tcase_add_test(tc, a_byte_budget_is_none_unless_asked_for);
    tcase_add_test(tc, players_vote_for_all_unless_the_host_says_otherwise);
    tcase_add_test(tc, flag_outdoes_variable_and_variable_outdoes_default);
    tcase_add_test(tc, wrong_variable_is_named);
    tcase_add_test(tc, bad_values_are_refused_with_what_to_do);
    tcase_add_test(tc, help_names_every_option_with_its_default);
}

SUITE("config", add_tests)
