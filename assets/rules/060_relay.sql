-- SPDX-License-Identifier: MIT
--
-- relay: no game of ours. A room passes on what another game's pages send each
-- other (shared/PROTOCOL.md: RELAY); its arena is a place where nothing moves.

INSERT INTO mode
  (id, mod, seq, title, time_limit, bots, relay_bytes, relay_rate, listed)
VALUES ('relay', 'base', 900, 'Relay', 3600, 0, 512, 30, 0);

INSERT INTO map (id, mod, width, height) VALUES ('void', 'base', 400, 400);
INSERT INTO spot (map, x, y) VALUES ('void', 200, 200);
INSERT INTO mode_map (mode, map) VALUES ('relay', 'void');

INSERT INTO role (mode, id, speed) VALUES ('relay', 'peer', 0);
