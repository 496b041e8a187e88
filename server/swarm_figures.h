/* SPDX-License-Identifier: MIT
 *
 * swarm_figures: what the load generator measured, and how it says so.
 */
#ifndef SERVER_SWARM_FIGURES_H
#define SERVER_SWARM_FIGURES_H

#include <stdbool.h>
#include <stdint.h>

#include "server/text.h"

/* Counts of durations, a tenth of a millisecond wide each; what is longer than
 * the last counts there. */
#define SPREAD_STEPS   20000
#define SPREAD_STEP_NS UINT64_C(100000)

struct spread {
    uint64_t count;
    uint32_t of[SPREAD_STEPS];
};

void spread_add(struct spread *spread, uint64_t ns);

/* The duration that `share` (0..1) of them do not exceed, in ms; 0 of none. */
double spread_ms(const struct spread *spread, double share);

/* All of it about the measured window alone. */
struct figures {
    uint64_t frames;        // state frames received by all clients
    uint64_t unreadable;    // of these, not decoded
    uint64_t bytes;         // read from TCP by all clients
    uint64_t inputs;        // sent
    uint64_t lost_echoes;   // inputs never seen applied; count as 1 s in echo
    struct spread gap;      // between state frames at one client
    struct spread echo;     // from an input to the frame that shows it applied
    struct spread recovery; // from reading again to being in step
    uint64_t backlog_most;  // bytes that came in such a while
    uint64_t server_ns;     // CPU time of the server, if has_server
    uint64_t swarm_ns;      // CPU time of this program
    uint64_t window_ns;     // how long was measured
    uint64_t frames_least;  // of any client that stayed
    unsigned clients, rooms, joined, dropped;
    unsigned measured; // of the clients: all but those that stall
    bool has_server;
    char reason[160]; // why the first was dropped, "" if none was
};

/* CPU time of all threads of process `pid`; false when there is no such. */
bool cpu_of_process(unsigned pid, uint64_t *ns);
uint64_t cpu_own_ns(void);

/* `stalled`: of the clients that stop reading now and then. */
void figures_put_json(struct text *out, const struct figures *figures,
        const struct figures *stalled);
void figures_put_words(struct text *out, const struct figures *figures,
        const struct figures *stalled);

#endif
