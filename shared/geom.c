/* SPDX-License-Identifier: MIT */
#include "shared/geom.h"

#include "shared/fixed.h"
#include "shared/rules.h"

#define PUSHES_MAX 8

// Slower than this, what meets a wall stays at it: leaning on a wall is still.
enum { BOUNCE_FROM = 3 * UNIT }; // 1/256 u per tick

static int32_t least(int32_t a, int32_t b)
{
    return a < b ? a : b;
}

static int64_t square(int64_t x, int64_t y)
{
    return x * x + y * y;
}

struct box {
    int32_t left, top, right, bottom;
};

static bool meets(const struct rules_wall *wall, const struct box *box)
{
    return box->right > wall->x && box->left < wall->x + wall->w &&
           box->bottom > wall->y && box->top < wall->y + wall->h;
}

/* ---- pushing out ---- */

/* How far (x, y) goes against (nx, ny), a vector of length `len`. */
static int64_t against(
        int32_t x, int32_t y, int32_t nx, int32_t ny, int32_t len)
{
    int64_t into = -((int64_t)x * nx + (int64_t)y * ny) / len;
    return into > 0 ? into : 0;
}

/* Meets a wall that faces (nx, ny), a vector of length `len`: the velocity
 * bounces, the rest of the way slides along. */
static void bounce(struct disc *disc, int32_t nx, int32_t ny, int32_t len)
{
    int64_t into = against(disc->vx, disc->vy, nx, ny, len);
    if (into >= BOUNCE_FROM) {
        into += into * disc->bounce / FIXED_ONE;
    }
    disc->vx += (int32_t)(into * nx / len);
    disc->vy += (int32_t)(into * ny / len);

    int64_t spent = against(disc->dx, disc->dy, nx, ny, len);
    disc->dx += (int32_t)(spent * nx / len);
    disc->dy += (int32_t)(spent * ny / len);
}

/* From the disc's centre to the nearest point of the wall, squared; both ways
 * in *ox and *oy. */
static int64_t offset(const struct rules_wall *wall, const struct disc *disc,
        int32_t *ox, int32_t *oy)
{
    *ox = disc->x - fixed_clamp(disc->x, wall->x, wall->x + wall->w);
    *oy = disc->y - fixed_clamp(disc->y, wall->y, wall->y + wall->h);
    return square(*ox, *oy);
}

/* Its centre is in the wall: out through the nearest face. */
static void leave_by_face(struct disc *disc, const struct rules_wall *wall)
{
    int32_t left = disc->x - wall->x;
    int32_t right = wall->x + wall->w - disc->x;
    int32_t top = disc->y - wall->y;
    int32_t bottom = wall->y + wall->h - disc->y;
    if (least(left, right) <= least(top, bottom)) {
        int32_t side = left <= right ? -1 : 1;
        disc->x += side < 0 ? -left - disc->r : right + disc->r;
        bounce(disc, side, 0, 1);
    } else {
        int32_t side = top <= bottom ? -1 : 1;
        disc->y += side < 0 ? -top - disc->r : bottom + disc->r;
        bounce(disc, 0, side, 1);
    }
}

static void leave_wall(struct disc *disc, const struct rules_wall *wall)
{
    int32_t ox;
    int32_t oy;
    int64_t distance = offset(wall, disc, &ox, &oy);
    int32_t len = (int32_t)fixed_sqrt((uint64_t)distance);
    if (len == 0) {
        leave_by_face(disc, wall);
        return;
    }
    disc->x += fixed_part_up(ox, disc->r, len) - ox;
    disc->y += fixed_part_up(oy, disc->r, len) - oy;
    // a normal longer than real would make it faster
    bounce(disc, ox, oy, square(len, 0) < distance ? len + 1 : len);
}

/* Off a post: from its middle, as if that were a corner. */
static void leave_post(struct disc *disc, const struct post *post)
{
    int32_t ox = disc->x - post->x;
    int32_t oy = disc->y - post->y;
    int32_t reach = disc->r + post->r;
    int64_t distance = square(ox, oy);
    int32_t len = (int32_t)fixed_sqrt((uint64_t)distance);
    if (len == 0) {
        disc->x += reach;
        bounce(disc, 1, 0, 1);
        return;
    }
    disc->x += fixed_part_up(ox, reach, len) - ox;
    disc->y += fixed_part_up(oy, reach, len) - oy;
    bounce(disc, ox, oy, square(len, 0) < distance ? len + 1 : len);
}

static void leave_edge(const struct rules *rules, struct disc *disc)
{
    int32_t x = fixed_clamp(disc->x, disc->r, rules->width - disc->r);
    int32_t y = fixed_clamp(disc->y, disc->r, rules->height - disc->r);
    if (x != disc->x) {
        bounce(disc, x > disc->x ? 1 : -1, 0, 1);
    }
    if (y != disc->y) {
        bounce(disc, 0, y > disc->y ? 1 : -1, 1);
    }
    disc->x = x;
    disc->y = y;
}

/* Indices of walls and posts that a disc can meet on its way. */
struct near {
    uint16_t count;
    uint8_t wall[MAX_WALLS];
    uint8_t post_count;
    uint8_t post[MAX_THINGS];
};

static void find_near_posts(
        const struct disc *disc, int32_t reach, struct near *near)
{
    near->post_count = 0;
    for (uint8_t i = 0; disc->posts && i < disc->posts->count; i++) {
        const struct post *post = &disc->posts->item[i];
        int32_t ox = disc->x - post->x;
        int32_t oy = disc->y - post->y;
        int32_t most = reach + post->r;
        if (ox < most && ox > -most && oy < most && oy > -most) {
            near->post[near->post_count++] = i;
        }
    }
}

static void find_near(const struct rules *rules, const struct disc *disc,
        int32_t reach, struct near *near)
{
    struct box around = {
            disc->x - reach, disc->y - reach, disc->x + reach, disc->y + reach};
    near->count = 0;
    for (uint16_t i = 0; i < rules->wall_count && i < MAX_WALLS; i++) {
        if (meets(&rules->wall[i], &around)) {
            near->wall[near->count++] = (uint8_t)i;
        }
    }
    find_near_posts(disc, reach, near);
}

/* The wall it overlaps most, or NULL. Deepest first, so that the corner of the
 * next wall of a row is no bump on the way. */
static const struct rules_wall *deepest(const struct rules *rules,
        const struct near *near, const struct disc *disc)
{
    const struct rules_wall *found = NULL;
    int64_t closest = square(disc->r, 0);
    for (uint16_t i = 0; i < near->count; i++) {
        const struct rules_wall *wall = &rules->wall[near->wall[i]];
        int32_t ox;
        int32_t oy;
        int64_t distance = offset(wall, disc, &ox, &oy);
        if (distance < closest) {
            closest = distance;
            found = wall;
        }
    }
    return found;
}

/* The same of posts. */
static const struct post *deepest_post(
        const struct near *near, const struct disc *disc)
{
    const struct post *found = NULL;
    int64_t deepest = INT64_MIN;
    for (uint8_t i = 0; i < near->post_count; i++) {
        const struct post *post = &disc->posts->item[near->post[i]];
        int64_t reach = (int64_t)disc->r + post->r;
        int64_t distance = square(disc->x - post->x, disc->y - post->y);
        if (distance >= reach * reach) {
            continue;
        }
        int64_t depth = reach - fixed_sqrt((uint64_t)distance);
        if (depth > deepest) {
            deepest = depth;
            found = post;
        }
    }
    return found;
}

static bool overlaps(const struct rules *rules, const struct near *near,
        const struct disc *disc)
{
    return deepest(rules, near, disc) || deepest_post(near, disc);
}

static bool at_edge(const struct rules *rules, const struct disc *disc)
{
    return disc->x < disc->r || disc->x > rules->width - disc->r ||
           disc->y < disc->r || disc->y > rules->height - disc->r;
}

static bool push_out(
        const struct rules *rules, const struct near *near, struct disc *disc)
{
    for (unsigned i = 0; i < PUSHES_MAX; i++) {
        leave_edge(rules, disc);
        const struct rules_wall *wall = deepest(rules, near, disc);
        const struct post *post = wall ? NULL : deepest_post(near, disc);
        if (wall) {
            leave_wall(disc, wall);
        } else if (post) {
            leave_post(disc, post);
        } else {
            return true;
        }
    }
    return !overlaps(rules, near, disc) && !at_edge(rules, disc);
}

bool geom_push_out(const struct rules *rules, struct disc *disc)
{
    struct near near;
    find_near(rules, disc, 8 * disc->r, &near);
    return push_out(rules, &near, disc);
}

/* ---- moving ---- */

/* Goes (dx, dy), no further than the radius, so that no wall is too thin. False
 * when there was no room, and the disc stopped where it was. */
static bool step(const struct rules *rules, const struct near *near,
        struct disc *disc, int32_t dx, int32_t dy)
{
    struct disc before = *disc;
    disc->x += dx;
    disc->y += dy;
    disc->dx -= dx;
    disc->dy -= dy;
    if (push_out(rules, near, disc) || overlaps(rules, near, &before)) {
        return true;
    }
    *disc = before;
    disc->vx = 0;
    disc->vy = 0;
    return false;
}

void geom_move(const struct rules *rules, struct disc *disc)
{
    struct near near;
    int32_t stride = disc->r < UNIT ? UNIT : disc->r;
    int32_t length =
            (int32_t)fixed_sqrt((uint64_t)square(disc->dx, disc->dy)) + 1;
    find_near(rules, disc, length + 2 * stride, &near);
    for (int32_t left = length / stride + 1; left > 0; left--) {
        if (!step(rules, &near, disc, disc->dx / left, disc->dy / left)) {
            return;
        }
    }
}

/* ---- sweeping ---- */

/* Narrows the shares *from..*to of the way to those at which p + share * d is
 * between low and high. False when none are left. */
static bool clip(int64_t *from, int64_t *to, int32_t p, int32_t d, int32_t low,
        int32_t high)
{
    if (d == 0) {
        return p > low && p < high;
    }
    int64_t first = (int64_t)((d > 0 ? low : high) - p) * FIXED_ONE / d;
    int64_t last = (int64_t)((d > 0 ? high : low) - p) * FIXED_ONE / d;
    *from = first > *from ? first : *from;
    *to = last < *to ? last : *to;
    return *from < *to;
}

static int32_t sweep_box(const struct disc *disc, struct box box)
{
    int64_t from = 0;
    int64_t to = GEOM_CLEAR;
    bool met = clip(&from, &to, disc->x, disc->dx, box.left, box.right) &&
               clip(&from, &to, disc->y, disc->dy, box.top, box.bottom);
    return met ? (int32_t)from : GEOM_CLEAR;
}

int32_t geom_sweep_disc(
        const struct disc *disc, int32_t x, int32_t y, int32_t r)
{
    int64_t ox = disc->x - x;
    int64_t oy = disc->y - y;
    int64_t reach = disc->r + r;
    if (square(ox, oy) < reach * reach) {
        return 0;
    }
    int64_t length = fixed_sqrt((uint64_t)square(disc->dx, disc->dy));
    int64_t ahead = -(ox * disc->dx + oy * disc->dy);
    if (length == 0 || ahead <= 0) {
        return GEOM_CLEAR;
    }
    // the line passes at `aside`; it enters `half` before its nearest point
    int64_t aside = (ox * disc->dy - oy * disc->dx) / length;
    if (aside <= -reach || aside >= reach) {
        return GEOM_CLEAR;
    }
    int64_t half = fixed_sqrt((uint64_t)(reach * reach - aside * aside));
    int64_t enter = ahead / length - half;
    if (enter >= length) {
        return GEOM_CLEAR;
    }
    return enter <= 0 ? 0 : (int32_t)(enter * FIXED_ONE / length);
}

/* A wall swept by a disc is the wall made wider, made higher, and its corners
 * rounded. */
static int32_t sweep_wall(
        const struct disc *disc, const struct rules_wall *wall)
{
    int32_t right = wall->x + wall->w;
    int32_t bottom = wall->y + wall->h;
    struct box wide = {wall->x - disc->r, wall->y, right + disc->r, bottom};
    struct box high = {wall->x, wall->y - disc->r, right, bottom + disc->r};
    struct box whole = {wide.left, high.top, wide.right, high.bottom};
    if (sweep_box(disc, whole) == GEOM_CLEAR) {
        return GEOM_CLEAR;
    }
    int32_t share = least(sweep_box(disc, wide), sweep_box(disc, high));
    share = least(share, geom_sweep_disc(disc, wall->x, wall->y, 0));
    share = least(share, geom_sweep_disc(disc, right, wall->y, 0));
    share = least(share, geom_sweep_disc(disc, wall->x, bottom, 0));
    return least(share, geom_sweep_disc(disc, right, bottom, 0));
}

/* The share of the way d from p until it leaves low..high. */
static int32_t sweep_out(int32_t p, int32_t d, int32_t low, int32_t high)
{
    int64_t room = d < 0 ? (int64_t)p - low : (int64_t)high - p;
    if (room < 0) {
        return 0;
    }
    int64_t way = d < 0 ? -(int64_t)d : d;
    return way > room ? (int32_t)(room * FIXED_ONE / way) : GEOM_CLEAR;
}

int32_t geom_sweep_walls(const struct rules *rules, const struct disc *disc)
{
    int32_t r = disc->r;
    int32_t share = least(sweep_out(disc->x, disc->dx, r, rules->width - r),
            sweep_out(disc->y, disc->dy, r, rules->height - r));
    struct box swept = {
            disc->x - r + least(disc->dx, 0),
            disc->y - r + least(disc->dy, 0),
            disc->x + r - least(-disc->dx, 0),
            disc->y + r - least(-disc->dy, 0),
    };
    for (uint16_t i = 0; i < rules->wall_count && i < MAX_WALLS; i++) {
        if (meets(&rules->wall[i], &swept)) {
            share = least(share, sweep_wall(disc, &rules->wall[i]));
        }
    }
    for (uint8_t i = 0; disc->posts && i < disc->posts->count; i++) {
        const struct post *post = &disc->posts->item[i];
        share = least(share, geom_sweep_disc(disc, post->x, post->y, post->r));
    }
    return share;
}
