/* SPDX-License-Identifier: MIT
 *
 * A failed assertion traps: the page sees a RuntimeError and says so.
 */
#ifndef WASM_ASSERT_H
#define WASM_ASSERT_H

#define assert(expression) ((expression) ? (void)0 : __builtin_trap())

#endif
