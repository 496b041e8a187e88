/* SPDX-License-Identifier: MIT */
#include "server/log.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "server/text.h"
#include "tests/unit/suite.h"

// every test runs in a process of its own: stderr is its to redirect
static char said[16384];

static int capture(void)
{
    int ends[2];

    ck_assert_int_eq(pipe2(ends, O_NONBLOCK), 0);
    ck_assert_int_ge(dup2(ends[1], STDERR_FILENO), 0);
    return ends[0];
}

/* What one read() finds: a line is one write(). */
static void hear(int from)
{
    ssize_t len = read(from, said, sizeof(said) - 1);

    said[len > 0 ? len : 0] = '\0';
}

START_TEST(line_is_subject_and_message)
{
    int from = capture();

    log_line(LOG_INFO, "room 12", "closed, reason=%s players=%d", "idle", 0);
    hear(from);
    ck_assert_str_eq(said, "room 12: closed, reason=idle players=0\n");
}
END_TEST

START_TEST(lines_above_the_level_are_not_written)
{
    int from = capture();

    log_setup(LOG_WARN, false);
    log_line(LOG_INFO, "server", "quiet");
    log_line(LOG_WARN, "server", "loud");
    hear(from);
    ck_assert_str_eq(said, "server: loud\n");
}
END_TEST

START_TEST(peer_cannot_break_a_line_in_two)
{
    int from = capture();

    log_line(LOG_INFO, "room a", "name=%s", "x\nroom b: forged\r\033[31m");
    hear(from);
    ck_assert_str_eq(said, "room a: name=x?room b: forged??[31m\n");
}
END_TEST

START_TEST(json_line_is_one_object_with_everything_escaped)
{
    int from = capture();

    log_setup(LOG_DEBUG, true);
    log_line(
            LOG_ERROR, "room \"q\"", "tab\tback\\slash\n%s", "caf\xc3\xa9\xff");
    hear(from);
    ck_assert_ptr_nonnull(strstr(said,
            "\"level\":\"error\",\"subject\":\"room \\\"q\\\"\",\"message\":"
            "\"tab\\u0009back\\\\slash\\u000acaf\xc3\xa9\\ufffd\"}\n"));
    ck_assert_int_eq(strncmp(said, "{\"time\":\"20", 11), 0);
    ck_assert_ptr_eq(strchr(said, '\n'), said + strlen(said) - 1);
}
END_TEST

START_TEST(endless_message_is_cut_and_still_one_line)
{
    static char long_text[9000];
    int from = capture();

    memset(long_text, 1, sizeof(long_text) - 1); // six bytes each when escaped
    log_setup(LOG_DEBUG, true);
    log_line(LOG_ERROR, "server", "%s", long_text);
    hear(from);
    ck_assert_uint_gt(strlen(said), 6000);
    ck_assert_str_eq(said + strlen(said) - 9, "\\u0001\"}\n");
}
END_TEST

START_TEST(levels_are_known_by_their_words)
{
    enum log_level level;

    ck_assert(log_level_parse("error", &level) && level == LOG_ERROR);
    ck_assert(log_level_parse("warn", &level) && level == LOG_WARN);
    ck_assert(log_level_parse("info", &level) && level == LOG_INFO);
    ck_assert(log_level_parse("debug", &level) && level == LOG_DEBUG);
    ck_assert(!log_level_parse("loud", &level));
    ck_assert(!log_level_parse("", &level));
}
END_TEST

/* Cut characters, overlong forms, surrogates, beyond U+10FFFF. */
START_TEST(json_string_is_always_utf8)
{
    const struct {
        const char *in, *out;
    } cases[] = {
            {"\xe2\x82\xac \xf0\x9f\x8e\xb2",
                    "\"\xe2\x82\xac \xf0\x9f\x8e\xb2\""},
            {"\xe2\x82", "\"\\ufffd\\ufffd\""},
            {"\xc0\xaf", "\"\\ufffd\\ufffd\""},
            {"\xed\xa0\x80", "\"\\ufffd\\ufffd\\ufffd\""},
            {"\xf4\x90\x80\x80", "\"\\ufffd\\ufffd\\ufffd\\ufffd\""},
            {"\x7f", "\"\\u007f\""},
    };
    char out[64];

    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct text text = text_in(out, sizeof(out));
        text_put_json(&text, cases[i].in);
        ck_assert_str_eq(out, cases[i].out);
    }
}
END_TEST

START_TEST(text_that_overflows_stays_failed_and_terminated)
{
    char out[6];
    struct text text = text_in(out, sizeof(out));

    text_put(&text, "abc");
    text_put(&text, "%s", "def");
    text_put(&text, "g");
    ck_assert(text.failed);
    ck_assert_str_eq(out, "abc");
}
END_TEST

static void add_tests(TCase *tc)
{
    tcase_add_test(tc, line_is_subject_and_message);
    tcase_add_test(tc, lines_above_the_level_are_not_written);
    tcase_add_test(tc, peer_cannot_break_a_line_in_two);
    tcase_add_test(tc, json_line_is_one_object_with_everything_escaped);
    tcase_add_test(tc, endless_message_is_cut_and_still_one_line);
    tcase_add_test(tc, levels_are_known_by_their_words);
    tcase_add_test(tc, json_string_is_always_utf8);
    tcase_add_test(tc, text_that_overflows_stays_failed_and_terminated);
}

SUITE("log", add_tests)
