// SPDX-License-Identifier: MIT
// For `node --import`: before node 22 there is no WebSocket built in.
import { WebSocket } from "ws";

globalThis.WebSocket ??= /** @type {any} */ (WebSocket);
