/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "server/session.h"
#include "server/stats.h"
#include "shared/delta.h"
#include "tests/support/stage.h"
#include "tests/unit/suite.h"

static struct stage stage;
static struct actor *good, *slow;

static void setup(void)
{
    stage_open(&stage);
    good = actor_join(&stage, "tuba", "Good");
    slow = actor_join(&stage, "tuba", "Slow");
    stage_run(&stage, 10);
}

static void teardown(void)
{
    ck_assert_uint_eq(good->broken + good->lost, 0);
    ck_assert_uint_eq(slow->broken + slow->lost, 0);
    stage_close(&stage);
}

static void expect_same_state(void)
{
    ck_assert_uint_eq(
            slow->client.state.match.tick, good->client.state.match.tick);
    ck_assert_uint_eq(snapshot_hash(&slow->client.state),
            snapshot_hash(&good->client.state));
}

START_TEST(nothing_is_sent_past_30_ticks_that_were_not_confirmed)
{
    slow->stalled = true;
    stage_run(&stage, MAX_GAP + 2);
    size_t sent = slow->total;
    stage_run(&stage, 10 * TICK_HZ);
    // only rare messages may follow: rosters, notices
    ck_assert_uint_le(slow->total - sent, 256);
    unsigned before = slow->frames;
    actor_read(slow);
    ck_assert_uint_le(slow->frames - before, MAX_GAP + 1);
}
END_TEST

/* Meanwhile it was sent what the other got in 30 ticks, and rare messages. */
START_TEST(who_reads_again_is_in_step_within_200_ms)
{
    static const unsigned SECONDS[] = {1, 5, 20};
    for (unsigned i = 0; i < ARRAY_LEN(SECONDS); i++) {
        size_t sent = slow->total, others = good->total;
        slow->stalled = true;
        stage_run(&stage, MAX_GAP + 2);
        others = good->total - others;
        stage_run(&stage, SECONDS[i] * TICK_HZ - MAX_GAP);
        ck_assert_uint_le(slow->total - sent, others + 256);
        slow->stalled = false;
        stage_run(&stage, 6);
        expect_same_state();
    }
}
END_TEST

/* Twelve at a time, each in another phase, while the others play on. */
START_TEST(many_who_stop_and_go_cost_the_others_nothing)
{
    struct actor *crowd[12];
    for (unsigned i = 0; i < ARRAY_LEN(crowd); i++) {
        crowd[i] = actor_join(&stage, "tuba", "Crowd");
    }
    stage_run(&stage, 5);
    unsigned frames = good->frames, ticks = 60 * TICK_HZ;
    int64_t encoded = stats_get(STAT_ENCODED);
    for (unsigned tick = 0; tick < ticks; tick++) {
        for (unsigned i = 0; i < ARRAY_LEN(crowd); i++) {
            crowd[i]->stalled = (tick + 31 * i) % 240 < 150; // 5 s of 8
        }
        stage_run(&stage, 1);
    }
    ck_assert_uint_eq(good->frames - frames, ticks);
    // each return costs a frame over the gap or two, not one a tick
    encoded = stats_get(STAT_ENCODED) - encoded;
    ck_assert_int_le(encoded, ticks + (ticks / 240 + 1) * 24);
    for (unsigned i = 0; i < ARRAY_LEN(crowd); i++) {
        crowd[i]->stalled = false;
        ck_assert_uint_eq(crowd[i]->broken + crowd[i]->lost, 0);
    }
    stage_run(&stage, 6);
    for (unsigned i = 0; i < ARRAY_LEN(crowd); i++) {
        ck_assert_uint_eq(snapshot_replica_hash(&crowd[i]->client.state),
                snapshot_replica_hash(&good->client.state));
    }
}
END_TEST

START_TEST(a_short_gap_is_one_merged_delta)
{
    slow->choked = true;
    stage_run(&stage, 8);
    slow->choked = false;
    unsigned keys = slow->keyframes, frames = slow->frames;
    stage_run(&stage, 1);
    ck_assert_uint_eq(slow->frames, frames + 1);
    ck_assert_uint_eq(slow->keyframes, keys);
    expect_same_state();
}
END_TEST

START_TEST(a_long_gap_is_one_keyframe)
{
    slow->choked = true;
    stage_run(&stage, MAX_GAP - 2);
    actor_read(slow);
    slow->choked = false;
    slow->sends_inputs = true;
    unsigned keys = slow->keyframes;
    stage_run(&stage, 1);
    ck_assert_uint_eq(slow->keyframes, keys); // 28 ticks: still a delta
    slow->stalled = true;
    stage_run(&stage, 3 * MAX_GAP); // 30 were sent, 60 were not
    slow->stalled = false;
    stage_run(&stage, 3);
    ck_assert_uint_eq(slow->keyframes, keys + 1);
    expect_same_state();
}
END_TEST

START_TEST(a_resync_is_answered_by_a_keyframe_at_most_once_a_second)
{
    uint8_t out[16];
    unsigned keys = slow->keyframes;
    for (unsigned i = 0; i < TICK_HZ; i++) {
        actor_send(slow, out, proto_put_resync(out, sizeof(out)));
        stage_run(&stage, 1);
    }
    ck_assert_uint_eq(slow->keyframes, keys + 1);
    expect_same_state();
}
END_TEST

START_TEST(asking_for_keyframes_without_confirming_any_gets_one_a_second)
{
    uint8_t out[16];
    slow->sends_inputs = false;
    stage_run(&stage, 2 * MAX_GAP);
    unsigned frames = slow->frames;
    for (unsigned i = 0; i < 20 * TICK_HZ; i++) {
        actor_send(slow, out, proto_put_resync(out, sizeof(out)));
        stage_run(&stage, 1);
    }
    ck_assert_uint_ge(slow->frames - frames, 20);
    ck_assert_uint_le(slow->frames - frames, 21);
    ck_assert_uint_ge(slow->client.state.match.tick + TICK_HZ,
            good->client.state.match.tick);
}
END_TEST

START_TEST(who_confirms_nothing_is_closed_in_the_end)
{
    slow->stalled = true;
    stage_run(&stage, 45 * TICK_HZ);
    ck_assert_ptr_null(slow->session);
    ck_assert_uint_le(slow->total, UNCONFIRMED_BYTES);
}
END_TEST

START_TEST(chat_does_not_fill_the_buffers_of_who_does_not_read)
{
    struct msg_say say;
    uint8_t out[256];
    memset(say.text, 'x', CHAT_BYTES);
    say.text[CHAT_BYTES] = '\0';
    slow->stalled = true;
    for (unsigned i = 0; i < 3000 && slow->session; i++) {
        // 100 people talking at once would do the same
        struct actor *loud = actor_join(&stage, "tuba", "Loud");
        for (unsigned k = 0; k < 5; k++) {
            actor_send(loud, out, proto_put_say(out, sizeof(out), &say));
        }
        uint8_t bye[16];
        actor_send(loud, bye, proto_put_leave(bye, sizeof(bye)));
        stage_run(&stage, 1);
        if (stage.actor_count > STAGE_ACTORS - 2) {
            break;
        }
    }
    ck_assert_uint_le(slow->total, UNCONFIRMED_BYTES + 1024);
}
END_TEST

START_TEST(a_crowd_on_many_baselines_costs_four_encodings)
{
    struct actor *crowd[12];
    for (unsigned i = 0; i < ARRAY_LEN(crowd); i++) {
        crowd[i] = actor_join(&stage, "tuba", "Crowd");
    }
    stage_run(&stage, 5);
    for (unsigned i = 0; i < ARRAY_LEN(crowd); i++) {
        crowd[i]->choked = true; // each from another tick on
        stage_run(&stage, 1);
    }
    int64_t skipped = stats_get(STAT_FRAMES_SKIPPED);
    for (unsigned i = 0; i < ARRAY_LEN(crowd); i++) {
        crowd[i]->choked = false;
    }
    stage_run(&stage, 1);
    // tick before: everybody else; three other baselines; the rest waits
    ck_assert_int_ge(stats_get(STAT_FRAMES_SKIPPED) - skipped,
            (int64_t)ARRAY_LEN(crowd) - 4);
    stage_run(&stage, 12);
    for (unsigned i = 0; i < ARRAY_LEN(crowd); i++) {
        ck_assert_uint_eq(snapshot_hash(&crowd[i]->client.state),
                snapshot_hash(&good->client.state));
    }
}
END_TEST

static void add_tests(TCase *tc)
{
    tcase_set_timeout(tc, 60);
    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_test(tc, nothing_is_sent_past_30_ticks_that_were_not_confirmed);
    tcase_add_test(tc, who_reads_again_is_in_step_within_200_ms);
    tcase_add_test(tc, many_who_stop_and_go_cost_the_others_nothing);
    tcase_add_test(tc, a_short_gap_is_one_merged_delta);
    tcase_add_test(tc, a_long_gap_is_one_keyframe);
    tcase_add_test(
            tc, a_resync_is_answered_by_a_keyframe_at_most_once_a_second);
    tcase_add_test(
            tc, asking_for_keyframes_without_confirming_any_gets_one_a_second);
    tcase_add_test(tc, who_confirms_nothing_is_closed_in_the_end);
    tcase_add_test(tc, chat_does_not_fill_the_buffers_of_who_does_not_read);
    tcase_add_test(tc, a_crowd_on_many_baselines_costs_four_encodings);
}

SUITE("slow", add_tests)
