-- SPDX-License-Identifier: MIT
--
-- The words an effect is made of: what the simulation knows, to look up.

INSERT INTO events (id, has_target, doc) VALUES
  ('start', 0, 'the round starts; actor is each player in turn'),
  ('spawn', 0, 'actor spawned'),
  ('hit', 1, 'actor''s shot damaged target'),
  ('death', 1, 'target died, actor killed it (or nobody did)'),
  ('touch', 1, 'actor touches player target');

INSERT INTO ops (id, n, arg, doc) VALUES
  ('score', '-1000..1000 points', NULL, 'who gets n points'),
  ('role', NULL, 'role', 'who becomes role arg'),
  ('damage', '1..10000 hp', NULL, 'who loses n hit points'),
  ('heal', '1..10000 hp', NULL,
    'who gains n hit points, up to the role''s hp'),
  ('push', '-1000..1000 u/s', NULL, 'who is pushed n u/s away from the other'),
  ('freeze', '0..60 s', NULL, 'who cannot move for n s'),
  ('respawn', NULL, NULL, 'who respawns at once'),
  ('pick', NULL, 'role', 'one player, chosen in secret, becomes role arg');
