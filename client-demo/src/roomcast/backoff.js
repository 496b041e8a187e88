// SPDX-License-Identifier: MIT
// @ts-check
/**
 * backoff: how long to wait before trying again.
 *
 * Exponential with full jitter, so that a thousand players of a server that
 * restarted do not come back in one instant.
 */

const FIRST_MS = 250;
const MOST_MS = 8000;

/**
 * Milliseconds before attempt number `attempt` (1 is the first retry).
 * @param {number} attempt
 * @param {number} random uniform in 0..1
 */
export function backoff(attempt, random) {
  const whole = Math.min(FIRST_MS * 2 ** (attempt - 1), MOST_MS);
  return whole / 2 + random * whole / 2;
}
