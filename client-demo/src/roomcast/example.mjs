// SPDX-License-Identifier: MIT
/**
 * Joins a room and prints where everybody is, once a second:
 *
 *     node example.mjs http://localhost:8080/ [SECONDS]
 *
 * Before node 22, which has a WebSocket of its own, give connect() the one of
 * the package `ws`.
 */
import { connect } from "./index.js";

const [url = "http://localhost:8080/", seconds] = process.argv.slice(2);
const room = await connect({ url, name: "example" });

room.on("welcome", ({ room: name, slot }) =>
  console.log(`in room ${name}, slot ${slot}`));
room.on("chat", ({ name, text }) => console.log(`${name}: ${text}`));
room.on("close", (status) => console.log(status.sentence ?? "closed"));

// A game asks for a view once a picture; this one runs in circles.
let turn = 0;
const picture = setInterval(() => {
  const { BUTTON_UP, BUTTON_RIGHT, BUTTON_DOWN, BUTTON_LEFT } = room.constants;
  const ways = [BUTTON_UP, BUTTON_RIGHT, BUTTON_DOWN, BUTTON_LEFT];
  room.input({ buttons: ways[Math.floor(turn++ / 30) % 4], aim: 0 });
  const view = room.view();
  if (view && turn % 60 === 0) {
    for (const { slot, x, y } of [view.own, ...view.others].filter(Boolean)) {
      console.log(`${room.seats[slot]?.name}: ${x.toFixed(1)} ${y.toFixed(1)}`);
    }
  }
}, 1000 / 60);

if (seconds) {
  setTimeout(() => {
    clearInterval(picture);
    room.leave();
  }, Number(seconds) * 1000);
}
