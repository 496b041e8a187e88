/* SPDX-License-Identifier: MIT */
#include "server/pages.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "server/api.h"
#include "server/buf.h"
#include "tests/unit/suite.h"

static char top[] = "/tmp/roomcast-pages-XXXXXX";
static char path[128];
static struct pages *pages;
static struct api_answer answer;

static const char *under(const char *name)
{
    snprintf(path, sizeof(path), "%s/%s", top, name);
    return path;
}

static void write_file(const char *name, const char *text)
{
    FILE *file = fopen(under(name), "w");

    ck_assert_ptr_nonnull(file);
    fputs(text, file);
    fclose(file);
}

static void begin(void)
{
    char second[128];

    ck_assert_ptr_nonnull(mkdtemp(top));
    mkdir(under("first"), 0700);
    mkdir(under("first/src"), 0700);
    mkdir(under("first/chalk"), 0700);
    mkdir(under("second"), 0700);
    write_file("secret.txt", "outside");
    write_file("first/index.html", "<p>hello");
    write_file("first/src/main.js", "play()");
    write_file("first/chalk/index.html", "<p>chalk");
    write_file("first/types.d.ts", "not for pages");
    write_file("first/.hidden.js", "not for anybody");
    write_file("second/index.html", "never seen");
    write_file("second/sim.wasm", "wasm");
    snprintf(second, sizeof(second), "%s", under("second"));
    pages = pages_create(under("first"), second);
    ck_assert_ptr_nonnull(pages);
}

static void end(void)
{
    static const char *const names[] = {"secret.txt", "first/index.html",
            "first/src/main.js", "first/types.d.ts", "first/.hidden.js",
            "first/chalk/index.html", "first/chalk", "second/index.html",
            "second/sim.wasm", "first/src", "first", "second", ""};

    pages_destroy(pages);
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        remove(under(names[i]));
    }
}

static void ck_page(const char *name, const char *type, const char *text)
{
    ck_assert_msg(pages_get(pages, name, "", &answer), "%s", name);
    ck_assert_int_eq(answer.status, 200);
    ck_assert_str_eq(answer.type, type);
    ck_assert_uint_eq(answer.body->len, strlen(text));
    ck_assert_mem_eq(answer.body->bytes, text, strlen(text));
    buf_unref(answer.body);
}

START_TEST(pages_come_with_their_type_from_the_first_place_that_has_them)
{
    begin();
    ck_page("/", "text/html; charset=utf-8", "<p>hello");
    ck_page("/index.html", "text/html; charset=utf-8", "<p>hello");
    ck_page("/chalk/", "text/html; charset=utf-8", "<p>chalk");
    ck_page("/src/main.js", "text/javascript; charset=utf-8", "play()");
    ck_page("/sim.wasm", "application/wasm", "wasm");
    end();
}
END_TEST

START_TEST(nothing_else_is_given_away)
{
    static const char *const names[] = {"/nope.js", "/types.d.ts",
            "/.hidden.js", "/../secret.txt", "/src/../../secret.txt", "/src/..",
            "/src", "/src/", "//index.html", "/./index.html", "index.html", "",
            "/index.html\\", "/chalk", "/chalk//", "//", "/a b.js", "/x%2e.js",
            "/index.html/"};
    char long_name[4096];

    begin();
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        ck_assert_msg(
                !pages_get(pages, names[i], "", &answer), "gave %s", names[i]);
    }
    memset(long_name, 'a', sizeof(long_name));
    long_name[0] = '/';
    memcpy(long_name + sizeof(long_name) - 4, ".js", 4);
    ck_assert(!pages_get(pages, long_name, "", &answer));
    end();
}
END_TEST

START_TEST(page_that_the_client_has_is_not_sent_again)
{
    char etag[sizeof(answer.etag)];

    begin();
    ck_assert(pages_get(pages, "/", "", &answer));
    memcpy(etag, answer.etag, sizeof(etag));
    buf_unref(answer.body);
    ck_assert(pages_get(pages, "/", etag, &answer));
    ck_assert_int_eq(answer.status, 304);
    ck_assert_uint_eq(answer.body->len, 0);
    ck_assert_str_eq(answer.etag, etag);
    buf_unref(answer.body);
    end();
}
END_TEST

START_TEST(page_that_changed_on_the_disk_is_new)
{
    char etag[sizeof(answer.etag)];

    begin();
    ck_assert(pages_get(pages, "/", "", &answer));
    memcpy(etag, answer.etag, sizeof(etag));
    struct buf *old = answer.body;
    write_file("first/index.html", "<p>hello again");
    ck_page("/", "text/html; charset=utf-8", "<p>hello again");
    ck_assert_str_ne(answer.etag, etag);
    ck_assert_mem_eq(old->bytes, "<p>hello", 8); // still being sent to one
    buf_unref(old);
    remove(under("first/index.html"));
    ck_page("/", "text/html; charset=utf-8", "never seen");
    end();
}
END_TEST

static void add_tests(TCase *tc)
{
    tcase_add_test(
            tc, pages_come_with_their_type_from_the_first_place_that_has_them);
    tcase_add_test(tc, nothing_else_is_given_away);
    tcase_add_test(tc, page_that_the_client_has_is_not_sent_again);
    tcase_add_test(tc, page_that_changed_on_the_disk_is_new);
}

SUITE("pages", add_tests)
