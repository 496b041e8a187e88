/* SPDX-License-Identifier: MIT */
#include "server/peers.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

#include "server/clock.h"
#include "server/rate.h"
#include "shared/hash.h"

#define BUCKETS 4096

// A league that sets up its evening, and then a room every other second.
#define OPEN_BURST 32
#define OPEN_NS    (2 * NS_PER_S)

#define HOME_BYTES 8 // of an IPv6 address name a household

struct peer {
    struct peer *next;
    uint8_t key[HOME_BYTES];
    unsigned count;
};

struct peers {
    unsigned total;
    // by the hash of an address: whose hashes meet share a rate, which needs no
    // memory for who is gone
    struct rate opens[BUCKETS];
    struct peer *bucket[BUCKETS];
};

struct peers *peers_create(void)
{
    return calloc(1, sizeof(struct peers));
}

void peers_destroy(struct peers *peers)
{
    for (unsigned i = 0; peers && i < BUCKETS; i++) {
        while (peers->bucket[i]) {
            struct peer *peer = peers->bucket[i];
            peers->bucket[i] = peer->next;
            free(peer);
        }
    }
    free(peers);
}

/* What is no address at all is the peer of all zeros. */
static void read_key(const char *address, uint8_t key[HOME_BYTES])
{
    uint8_t binary[sizeof(struct in6_addr)] = {0};

    if (inet_pton(AF_INET6, address, binary) != 1) {
        // below 0000::/8, where no peer's /64 is (RFC 4291, 2.4)
        inet_pton(AF_INET, address, binary + HOME_BYTES / 2);
    }
    memcpy(key, binary, HOME_BYTES);
}

static unsigned hash_of(const uint8_t key[HOME_BYTES])
{
    return hash_bytes(HASH_START, key, HOME_BYTES) % BUCKETS;
}

static struct peer **find_link(
        struct peers *peers, const uint8_t key[HOME_BYTES])
{
    struct peer **link = &peers->bucket[hash_of(key)];

    while (*link && memcmp((*link)->key, key, HOME_BYTES) != 0) {
        link = &(*link)->next;
    }
    return link;
}

unsigned peers_enter(struct peers *peers, const char *address)
{
    uint8_t key[HOME_BYTES];

    read_key(address, key);
    struct peer **link = find_link(peers, key);
    if (!*link) {
        *link = calloc(1, sizeof(**link));
        if (!*link) {
            return 0;
        }
        memcpy((*link)->key, key, HOME_BYTES);
    }
    peers->total++;
    return ++(*link)->count;
}

void peers_leave(struct peers *peers, const char *address)
{
    uint8_t key[HOME_BYTES];

    read_key(address, key);
    struct peer **link = find_link(peers, key);
    struct peer *peer = *link;
    if (!peer) {
        return;
    }
    peers->total--;
    if (--peer->count == 0) {
        *link = peer->next;
        free(peer);
    }
}

unsigned peers_of(struct peers *peers, const char *address)
{
    uint8_t key[HOME_BYTES];

    read_key(address, key);
    const struct peer *peer = *find_link(peers, key);
    return peer ? peer->count : 0;
}

unsigned peers_total(const struct peers *peers)
{
    return peers->total;
}

bool peers_may_open(struct peers *peers, const char *address, uint64_t now_ns)
{
    uint8_t key[HOME_BYTES];

    read_key(address, key);
    struct rate rate = peers->opens[hash_of(key)]; // a copy: it only asks
    return rate_allows(&rate, now_ns, OPEN_NS, OPEN_BURST);
}

void peers_opened(struct peers *peers, const char *address, uint64_t now_ns)
{
    uint8_t key[HOME_BYTES];

    read_key(address, key);
    rate_allows(&peers->opens[hash_of(key)], now_ns, OPEN_NS, OPEN_BURST);
}

bool peers_is_local(const char *address)
{
    return strncmp(address, "127.", 4) == 0 || strcmp(address, "::1") == 0;
}
