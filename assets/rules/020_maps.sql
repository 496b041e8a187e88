-- SPDX-License-Identifier: MIT
--
-- The maps of base. Each is drawn as its upper left quarter and mirrored, so
-- that no side is better; what crosses an axis is drawn whole, and UNION keeps
-- one of what mirrors onto itself. Spots with a name are where modes put their
-- things: flag and goal are a team's, hill and ball are in the middle.

INSERT INTO map (id, mod, width, height) VALUES
  ('yard', 'base', 2000, 1200),
  ('cloister', 'base', 1600, 1000),
  ('grove', 'base', 1500, 1100),
  ('pitch', 'base', 1500, 900),
  ('hall', 'base', 1300, 800),
  ('ring', 'base', 700, 700),
  ('mill', 'base', 760, 760);

CREATE TEMP TABLE quarter_wall (map, x, y, w, h);
CREATE TEMP TABLE quarter_spot (map, x, y, name DEFAULT 'spawn');

-- yard: a walled court with a well in the middle of four gates, alleys along
-- the north and the south, and a gatehouse at either end.
INSERT INTO quarter_wall VALUES
  ('yard', 972, 572, 56, 56),   -- the well
  ('yard', 800, 440, 120, 24),  -- the court, its gates 160 and 120 wide
  ('yard', 800, 464, 24, 76),
  ('yard', 340, 190, 360, 24),  -- the alley
  ('yard', 940, 150, 120, 40),  -- a bench between the alleys
  ('yard', 200, 330, 24, 170),  -- the gatehouse
  ('yard', 224, 330, 70, 24),
  ('yard', 110, 110, 110, 24),  -- a corner to hide in
  ('yard', 110, 134, 24, 60),
  ('yard', 440, 340, 80, 80),   -- planters
  ('yard', 770, 260, 60, 60),
  ('yard', 640, 320, 24, 130),
  ('yard', 420, 588, 180, 24);  -- a hedge splits the way in
INSERT INTO quarter_spot (map, x, y) VALUES
  ('yard', 60, 60), ('yard', 90, 420), ('yard', 280, 420), ('yard', 60, 600),
  ('yard', 520, 90), ('yard', 560, 270), ('yard', 330, 600),
  ('yard', 730, 520);

-- cloister: a garden with a colonnade around it, cells and close passages at
-- both ends, where pellets meet somebody soon.
INSERT INTO quarter_wall VALUES
  ('cloister', 740, 470, 120, 60),  -- the basin
  ('cloister', 560, 300, 36, 36),   -- columns
  ('cloister', 680, 300, 36, 36),
  ('cloister', 560, 400, 36, 36),
  ('cloister', 782, 300, 36, 36),
  ('cloister', 440, 0, 24, 150),    -- the cells' wall, with its doors
  ('cloister', 440, 230, 24, 170),
  ('cloister', 440, 480, 24, 40),
  ('cloister', 150, 150, 200, 24),  -- between the cells
  ('cloister', 150, 310, 24, 110),
  ('cloister', 174, 310, 110, 24),
  ('cloister', 260, 450, 90, 100),  -- the altar
  ('cloister', 560, 130, 100, 24),  -- the long passage
  ('cloister', 720, 100, 160, 84);
INSERT INTO quarter_spot (map, x, y) VALUES
  ('cloister', 60, 60), ('cloister', 260, 70), ('cloister', 60, 250),
  ('cloister', 260, 240), ('cloister', 60, 400), ('cloister', 80, 500),
  ('cloister', 370, 360);

-- grove: trees, hedges and a pond to run around; nowhere a dead end.
INSERT INTO quarter_wall VALUES
  ('grove', 640, 470, 220, 160),  -- the pond
  ('grove', 150, 140, 60, 60),    -- trees
  ('grove', 360, 110, 44, 44),
  ('grove', 560, 180, 70, 70),
  ('grove', 120, 350, 50, 50),
  ('grove', 300, 260, 90, 90),
  ('grove', 480, 330, 40, 40),
  ('grove', 725, 70, 50, 50),
  ('grove', 715, 290, 70, 70),
  ('grove', 220, 440, 30, 220),   -- hedges
  ('grove', 370, 535, 160, 30);
INSERT INTO quarter_spot (map, x, y) VALUES
  ('grove', 70, 70), ('grove', 280, 60), ('grove', 490, 90),
  ('grove', 660, 140), ('grove', 70, 270), ('grove', 240, 380),
  ('grove', 430, 230), ('grove', 70, 550), ('grove', 320, 440),
  ('grove', 580, 420);

-- pitch: a field with a goal let into either end.
INSERT INTO quarter_wall VALUES
  ('pitch', 0, 0, 80, 320),     -- beside the goal
  ('pitch', 80, 0, 50, 50);     -- no ball rests in a corner for long
INSERT INTO quarter_spot (map, x, y) VALUES
  ('pitch', 190, 450), ('pitch', 300, 250), ('pitch', 430, 380),
  ('pitch', 560, 200), ('pitch', 600, 450), ('pitch', 200, 120);

-- hall: shorter, with four pillars to play around.
INSERT INTO quarter_wall VALUES
  ('hall', 0, 0, 80, 280),
  ('hall', 80, 0, 50, 50),
  ('hall', 430, 210, 50, 50);   -- a pillar
INSERT INTO quarter_spot (map, x, y) VALUES
  ('hall', 230, 400), ('hall', 280, 150), ('hall', 360, 300),
  ('hall', 520, 400), ('hall', 550, 120);

-- ring: nothing but a floor to be thrown off.
INSERT INTO quarter_spot (map, x, y) VALUES
  ('ring', 298, 157), ('ring', 209, 209), ('ring', 157, 298);

-- mill: the same, around a shaft.
INSERT INTO quarter_wall VALUES ('mill', 340, 340, 80, 80);
INSERT INTO quarter_spot (map, x, y) VALUES
  ('mill', 328, 187), ('mill', 239, 239), ('mill', 187, 328);

-- The things of modes. A flag stands where defenders have cover, and where two
-- ways lead to it. Three areas fill a goal.
INSERT INTO quarter_spot (map, name, x, y) VALUES
  ('yard', 'flag', 130, 600), ('cloister', 'flag', 205, 500),
  ('grove', 'flag', 150, 550),
  ('pitch', 'goal', 20, 450), ('pitch', 'goal', 20, 370),
  ('hall', 'goal', 20, 400), ('hall', 'goal', 20, 330);
INSERT INTO spot (map, name, x, y)
  SELECT id, 'hill', width / 2, height / 2 FROM map
    WHERE id IN ('yard', 'cloister', 'grove')
  UNION SELECT id, 'ball', width / 2, height / 2 FROM map
    WHERE id IN ('pitch', 'hall')
  UNION SELECT id, 'ring', width / 2, height / 2 FROM map
    WHERE id IN ('ring', 'mill');

INSERT INTO wall (map, x, y, w, h)
  SELECT map, x, y, w, h FROM quarter_wall
  UNION SELECT map, width - x - w, y, w, h
    FROM quarter_wall JOIN map ON map.id = map
  UNION SELECT map, x, height - y - h, w, h
    FROM quarter_wall JOIN map ON map.id = map
  UNION SELECT map, width - x - w, height - y - h, w, h
    FROM quarter_wall JOIN map ON map.id = map;

-- Team 1 has the left, team 2 the right; without teams all spots are anybody's.
INSERT INTO spot (map, name, team, x, y)
  SELECT map, name, 1, x, y FROM quarter_spot
  UNION SELECT map, name, 2, width - x, y
    FROM quarter_spot JOIN map ON map.id = map
  UNION SELECT map, name, 1, x, height - y
    FROM quarter_spot JOIN map ON map.id = map
  UNION SELECT map, name, 2, width - x, height - y
    FROM quarter_spot JOIN map ON map.id = map;

DROP TABLE quarter_wall;
DROP TABLE quarter_spot;
