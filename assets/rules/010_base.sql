-- SPDX-License-Identifier: MIT
--
-- base: the games every server has. Its maps and modes are in the files beside.

INSERT INTO mod (id, title, version, author, notes) VALUES
  ('base', 'Roomcast', '1.0.0', 'Roomcast', 'the games every server has');

INSERT INTO weapon
  (id, mod, damage, speed, radius, cooldown, life, pellets, spread, knockback)
VALUES
  ('blaster', 'base', 17, 720, 4, 0.22, 1.2, 1, 0, 40),
  ('scatter', 'base', 9, 640, 3, 0.75, 0.55, 7, 24, 45);
