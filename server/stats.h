/* SPDX-License-Identifier: MIT
 *
 * stats: every number the server publishes, from one table.
 *
 * Counters only grow; gauges are set. Relaxed atomics: any thread adds, the
 * front renders. On the tick's path add once a tick, not once a client.
 */
#ifndef SERVER_STATS_H
#define SERVER_STATS_H

#include <stddef.h>
#include <stdint.h>

/* X(NAME, type, "metric", "help") */
#define STATS(X)                                                               \
    X(PLAYERS, gauge, "roomcast_players", "people in rooms, bots not counted") \
    X(BOTS, gauge, "roomcast_bots", "bots in rooms")                           \
    X(ROOMS, gauge, "roomcast_rooms", "rooms open")                            \
    X(CONNECTIONS, gauge, "roomcast_connections",                              \
            "WebSocket connections open")                                      \
    X(RULES_VERSION, gauge, "roomcast_rules_version",                          \
            "version of the rule set in use")                                  \
    X(RULES_PROBLEMS, gauge, "roomcast_rules_problems",                        \
            "things wrong in rules.db that keep its latest edit out of use")   \
    X(TICKS, counter, "roomcast_ticks_total", "worker ticks")                  \
    X(TICKS_LATE, counter, "roomcast_ticks_late_total",                        \
            "worker ticks that started more than 5 ms late")                   \
    X(TICKS_SKIPPED, counter, "roomcast_ticks_skipped_total",                  \
            "worker ticks that never ran because the one before was late")     \
    X(FRAMES_SENT, counter, "roomcast_frames_sent_total", "state frames sent") \
    X(FRAMES_SKIPPED, counter, "roomcast_frames_skipped_total",                \
            "state frames not sent to a client that was behind or busy")       \
    X(KEYFRAMES, counter, "roomcast_keyframes_sent_total",                     \
            "of the frames sent, those that are whole")                        \
    X(FRAMES_SPARED, counter, "roomcast_frames_spared_total",                  \
            "state frames not sent to a client that is over its byte budget")  \
    X(PACED, gauge, "roomcast_clients_over_budget",                            \
            "clients that get fewer frames or cells to keep within budget")    \
    X(PLAIN_FRAMES, counter, "roomcast_plain_frames_sent_total",               \
            "of the frames sent, those in the plain encoding")                 \
    X(PLAIN_BYTES, counter, "roomcast_plain_frame_bytes_total",                \
            "bytes of frames sent in the plain encoding")                      \
    X(REPLICA_FRAMES, counter, "roomcast_replica_frames_sent_total",           \
            "of the frames sent, those in the replica encoding")               \
    X(REPLICA_BYTES, counter, "roomcast_replica_frame_bytes_total",            \
            "bytes of frames sent in the replica encoding")                    \
    X(ENCODED, counter, "roomcast_frames_encoded_total",                       \
            "state frames encoded; each is sent to any number of clients")     \
    X(BYTES_SENT, counter, "roomcast_sent_bytes_total",                        \
            "bytes written to WebSocket connections")                          \
    X(BYTES_RECEIVED, counter, "roomcast_received_bytes_total",                \
            "bytes read from WebSocket connections")                           \
    X(INPUTS, counter, "roomcast_inputs_total", "input messages taken")        \
    X(INPUTS_DROPPED, counter, "roomcast_inputs_dropped_total",                \
            "input messages outside their window of ticks")                    \
    X(RELAYED, counter, "roomcast_relayed_messages_total",                     \
            "messages of other games passed on, each to any number of peers")  \
    X(RELAY_DROPPED, counter, "roomcast_relay_dropped_total",                  \
            "messages of other games not passed on: too many, too long, not "  \
            "in this mode")                                                    \
    X(SCRIPT_FAILURES, counter, "roomcast_script_failures_total",              \
            "runs of scripts that failed; the room was as before each")        \
    X(SCRIPTS_OFF, counter, "roomcast_scripts_switched_off_total",             \
            "scripts switched off in a room because they failed again and "    \
            "again")                                                           \
    X(SCRIPTS_LEFT_OUT, counter, "roomcast_scripts_left_out_total",            \
            "runs of scripts that were left out: the time of their tick was "  \
            "up, or their room's part of it, or too many were due at once")    \
    X(SCRIPT_LINES_LEFT_OUT, counter, "roomcast_script_lines_left_out_total",  \
            "sentences of scripts that nobody was told: too many in a tick "   \
            "or a second of their room")                                       \
    X(HANDSHAKES, counter, "roomcast_handshakes_total",                        \
            "WebSocket handshakes answered with 101")                          \
    X(REFUSED, counter, "roomcast_connections_refused_total",                  \
            "connections refused: handshake, origin, address cap, time limit") \
    X(PROTOCOL_ERRORS, counter, "roomcast_protocol_errors_total",              \
            "connections closed for what the peer sent")                       \
    X(CHECKPOINTS, counter, "roomcast_checkpoints_total",                      \
            "room checkpoints committed")                                      \
    X(CHECKPOINTS_FAILED, counter, "roomcast_checkpoints_failed_total",        \
            "room checkpoints the disk refused")                               \
    X(HTTP_REQUESTS, counter, "roomcast_http_requests_total",                  \
            "HTTP requests answered")

enum stat {
#define X(name, type, metric, help) STAT_##name,
    STATS(X)
#undef X
            STAT_COUNT
};

void stats_add(enum stat stat, int64_t n); // a gauge may go down too
void stats_set(enum stat stat, int64_t value);
int64_t stats_get(enum stat stat);

/* How late a tick started; the histogram roomcast_tick_lateness_seconds. */
void stats_tick_lateness(uint64_t ns);

/* Time spent encoding frames; the counter roomcast_encode_seconds_total. */
void stats_encode_time(uint64_t ns);

/* Time spent in scripts; the counter roomcast_script_seconds_total. */
void stats_script_time(uint64_t ns);

/* Renders everything in the Prometheus text format. Returns its length, 0 when
 * it does not fit. */
size_t stats_render(char *out, size_t cap);

#endif
