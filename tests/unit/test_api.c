/* SPDX-License-Identifier: MIT */
#include "server/api.h"

#include <string.h>

#include "server/buf.h"
#include "server/worker.h"
#include "tests/unit/stock.h"

static struct api_view view;
static struct rules_report problems;
static struct api_answer answer;
static struct api_room room;

static void begin(void)
{
    view = (struct api_view){.lobby = lobby_create(2, 1),
            .rules = stock_rules(),
            .is_ticking = true,
            .is_saving = true,
            .may_open = true};
    ck_assert_ptr_nonnull(view.lobby);
}

static void end(void)
{
    lobby_destroy(view.lobby);
}

static void report(const char *id, unsigned players)
{
    struct room_report record = {.mode = "tag",
            .map = "grove",
            .players = (uint16_t)players,
            .bots = 2,
            .max_players = 16,
            .tick = 900};

    snprintf(record.id, sizeof(record.id), "%s", id);
    lobby_report(view.lobby, &record, 0);
}

/* The body of the latest answer, as a C string until the next. */
static const char *body(void)
{
    static char text[131072];

    ck_assert_ptr_nonnull(answer.body);
    ck_assert_uint_lt(answer.body->len, sizeof(text));
    memcpy(text, answer.body->bytes, answer.body->len);
    text[answer.body->len] = '\0';
    buf_unref(answer.body);
    return text;
}

static void ck_get(const char *path, int status, const char *says)
{
    ck_assert_msg(api_get(&view, path, &answer), "%s", path);
    ck_assert_int_eq(answer.status, status);
    const char *got = body();
    ck_assert_msg(strstr(got, says) != NULL, "%s says %s", path, got);
}

static bool post(const char *text)
{
    return api_open_room(&view, text, strlen(text), 0, &room, &answer);
}

static void ck_refused(const char *text, int status, const char *says)
{
    ck_assert_msg(!post(text), "took %s", text);
    ck_assert_msg(answer.status == status, "%s: %d", text, answer.status);
    ck_assert_str_eq(answer.type, "application/json");
    const char *got = body();
    ck_assert_msg(strncmp(got, "{\"error\":\"", 10) == 0 && strstr(got, says),
            "%s says %s", text, got);
}

START_TEST(rooms_are_listed_the_fullest_first)
{
    begin();
    ck_get("/api/rooms", 200, "[]\n");
    report("tuba", 1);
    report("lute", 3);
    ck_assert(api_get(&view, "/api/rooms", &answer));
    ck_assert_str_eq(body(), "[{\"id\":\"lute\",\"mode\":\"tag\",\"map\":"
                             "\"grove\",\"players\":3,\"bots\":2,"
                             "\"max_players\":16,\"tick\":900},\n"
                             "{\"id\":\"tuba\",\"mode\":\"tag\",\"map\":"
                             "\"grove\",\"players\":1,\"bots\":2,"
                             "\"max_players\":16,\"tick\":900}]\n");
    end();
}
END_TEST

START_TEST(as_many_rooms_as_there_can_be_are_all_listed)
{
    char id[ID_BYTES + 1];
    size_t found = 0;

    begin();
    for (unsigned i = 0; i < 2 * LOBBY_ROOMS_PER_WORKER; i++) {
        snprintf(id, sizeof(id), "a-room-with-the-longest-id-%05u", i);
        report(id, 65535);
    }
    ck_assert(api_get(&view, "/api/rooms", &answer));
    ck_assert_ptr_nonnull(answer.body);
    for (size_t i = 0; i < answer.body->len; i++) {
        found += answer.body->bytes[i] == '{';
    }
    ck_assert_uint_eq(found, (size_t)2 * LOBBY_ROOMS_PER_WORKER);
    buf_unref(answer.body);
    end();
}
END_TEST

START_TEST(rules_tell_their_version_and_modes)
{
    begin();
    char head[64];
    snprintf(head, sizeof(head),
            "{\"version\":7,\"hash\":\"%016llx\",\"mods\":[\n",
            (unsigned long long)rulebook_hash(view.rules));
    ck_get("/api/rules", 200, head);
    ck_get("/api/rules", 200,
            "{\"id\":\"base\",\"title\":\"Roomcast\",\"version\":\"");
    ck_get("/api/rules", 200,
            "{\"id\":\"deathmatch\",\"mod\":\"base\",\"title\":"
            "\"Deathmatch\",\"about\":\"");
    ck_get("/api/rules", 200, "\"map\":\"yard\",\"maps\":[\"yard\",\"");
    ck_get("/api/rules", 200, "\"bots\":6,\"listed\":true}");
    ck_get("/api/rules", 200, "\"bots\":0,\"listed\":false}");
    ck_get("/api/rules", 200, "\"problem_count\":0,\"problems\":[]}");
    end();
}
END_TEST

START_TEST(problems_are_told_by_mod_table_row_column_and_sentence)
{
    begin();
    problems = (struct rules_report){.count = 1,
            .problem = {{.mod = "base",
                    .table = "role",
                    .row = "tag, it",
                    .column = "speed",
                    .sentence = "\"9000\" is\nnot 0..1000"}}};
    view.problems = &problems;
    ck_get("/api/rules", 200,
            "\"problem_count\":1,\"problems\":[\n"
            "{\"mod\":\"base\",\"table\":\"role\",\"row\":\"tag, "
            "it\",\"column\":\"speed\","
            "\"sentence\":\"\\\"9000\\\" is\\u000anot 0..1000\"}]}");
    end();
}
END_TEST

START_TEST(worst_problems_there_can_be_still_fit)
{
    begin();
    problems.count = 1000;
    for (unsigned i = 0; i < MAX_PROBLEMS; i++) {
        struct rules_problem *p = &problems.problem[i];
        memset(p->mod, 1, sizeof(p->mod) - 1);
        memset(p->table, 1, sizeof(p->table) - 1);
        memset(p->row, 1, sizeof(p->row) - 1);
        memset(p->column, 1, sizeof(p->column) - 1);
        memset(p->sentence, 0xff, sizeof(p->sentence) - 1);
    }
    view.problems = &problems;
    ck_get("/api/rules", 200, "\"problem_count\":1000,\"problems\":[");
    end();
}
END_TEST

START_TEST(health_is_that_every_worker_ticks)
{
    begin();
    ck_get("/healthz", 200, "ok\n");
    view.is_ticking = false;
    ck_get("/healthz", 503, "not ticked");
    ck_get("/readyz", 503, "not ticked");
    end();
}
END_TEST

START_TEST(ready_means_rules_and_a_disk_that_takes_what_it_is_given)
{
    const struct rulebook *rules;

    begin();
    rules = view.rules;
    ck_get("/readyz", 200, "ok\n");
    view.is_saving = false;
    ck_get("/readyz", 503, "rooms.db");
    ck_get("/healthz", 200, "ok\n");
    view.is_saving = true;
    view.rules = NULL;
    ck_get("/readyz", 503, "rules.db");
    ck_get("/api/rules", 200,
            "{\"version\":0,\"hash\":\"0000000000000000\","
            "\"mods\":[],\"modes\":[]");
    ck_refused("{}", 503, "rules.db");
    view.rules = rules;
    end();
}
END_TEST

START_TEST(metrics_are_prometheus_text)
{
    begin();
    ck_assert(api_get(&view, "/metrics", &answer));
    ck_assert_str_eq(answer.type, "text/plain; version=0.0.4; charset=utf-8");
    ck_assert_ptr_nonnull(strstr(body(), "\nroomcast_rooms 0\n"));
    end();
}
END_TEST

START_TEST(other_paths_are_nobodys)
{
    begin();
    ck_assert(!api_get(&view, "/api", &answer));
    ck_assert(!api_get(&view, "/api/rooms/", &answer));
    ck_assert(!api_get(&view, "/", &answer));
    end();
}
END_TEST

START_TEST(room_is_opened_as_wished)
{
    begin();
    ck_assert(post("{\"mode\": \"tag\", \"id\": \"tuba\"}"));
    ck_assert_int_eq(answer.status, 201);
    ck_assert_str_eq(room.id, "tuba");
    ck_assert_str_eq(room.mode, "tag");
    ck_assert_uint_lt(room.worker, 2);
    ck_assert_str_eq(body(), "{\"id\":\"tuba\",\"mode\":\"tag\",\"map\":\"\","
                             "\"players\":0,\"bots\":0,"
                             "\"max_players\":16,\"tick\":0}\n");
    end();
}
END_TEST

START_TEST(whoever_wishes_nothing_gets_a_room_of_the_first_mode)
{
    begin();
    ck_assert(post(" { } \r\n"));
    ck_assert_int_eq(answer.status, 201);
    ck_assert_str_eq(room.mode, rulebook_mode(view.rules, 0)->mode);
    ck_assert(lobby_is_room_id(room.id));
    body();
    ck_assert(post(""));
    body();
    ck_assert(post("{\"id\": \"a\", \"id\": \"b\"}"));
    ck_assert_str_eq(room.id, "b"); // the last counts
    body();
    ck_assert(post("{\"color\": [1, {\"id\": 2}], \"id\": \"x\"}"));
    ck_assert_str_eq(room.id, "x");
    body();
    end();
}
END_TEST

START_TEST(bad_wishes_are_refused_with_what_to_do)
{
    begin();
    report("tuba", 1);
    ck_refused("{\"id\": \"tuba\"}", 409, "that id already");
    ck_refused("{\"mode\": \"chess\"}", 404, "there are: deathmatch");
    ck_refused("{\"id\": \"a b\"}", 400, "A-Z");
    ck_refused("[{\"id\": \"x\"}]", 400, "give JSON");
    ck_refused("{", 400, "give JSON");
    ck_refused("{}}", 400, "give JSON");
    ck_refused("tuba", 400, "give JSON");
    ck_refused("{\"id\": \"x\"", 400, "give JSON");
    ck_refused("{\"id\": \"x\"} y", 400, "give JSON");
    ck_refused("{\"id\": 7}", 400, "give JSON");
    ck_refused("{\"id\": null}", 400, "give JSON");
    ck_refused("{\"id\": {\"id\": \"x\"}}", 400, "give JSON");
    ck_refused("{\"id\": \"a\\u0000b\"}", 400, "give JSON");
    ck_refused("{\"id\": \"123456789012345678901234567890123\"}", 400,
            "give JSON");
    end();
}
END_TEST

START_TEST(whoever_opens_too_many_is_told_to_wait)
{
    begin();
    view.may_open = false;
    ck_refused("{}", 429, "wait");
    end();
}
END_TEST

START_TEST(bodies_of_random_bytes_are_harmless)
{
    char text[API_BODY_MAX];
    uint64_t state = 1;

    begin();
    for (unsigned round = 0; round < 20000; round++) {
        static const char bits[] = "{}[]\"\\:,u0123 -+.eEtrufalsnodi\n\x80\xff";
        size_t len = round % 64;
        for (size_t i = 0; i < len; i++) {
            state = state * 6364136223846793005u + 1442695040888963407u;
            text[i] = bits[(state >> 33) % (sizeof(bits) - 1)];
        }
        text[0] = '{';
        api_open_room(&view, text, len, 0, &room, &answer);
        buf_unref(answer.body);
    }
    end();
}
END_TEST

static void add_tests(TCase *tc)
{
    tcase_add_test(tc, rooms_are_listed_the_fullest_first);
    tcase_add_test(tc, as_many_rooms_as_there_can_be_are_all_listed);
    tcase_add_test(tc, rules_tell_their_version_and_modes);
    tcase_add_test(tc, problems_are_told_by_mod_table_row_column_and_sentence);
    tcase_add_test(tc, worst_problems_there_can_be_still_fit);
    tcase_add_test(tc, health_is_that_every_worker_ticks);
    tcase_add_test(
            tc, ready_means_rules_and_a_disk_that_takes_what_it_is_given);
    tcase_add_test(tc, metrics_are_prometheus_text);
    tcase_add_test(tc, other_paths_are_nobodys);
    tcase_add_test(tc, room_is_opened_as_wished);
    tcase_add_test(tc, whoever_wishes_nothing_gets_a_room_of_the_first_mode);
    tcase_add_test(tc, bad_wishes_are_refused_with_what_to_do);
    tcase_add_test(tc, whoever_opens_too_many_is_told_to_wait);
    tcase_add_test(tc, bodies_of_random_bytes_are_harmless);
}

SUITE("api", add_tests)
