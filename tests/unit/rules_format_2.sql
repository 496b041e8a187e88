-- SPDX-License-Identifier: MIT
--
-- rules.db as it was made by the last server that wrote format 2, dumped.

PRAGMA application_id = 0x526f5275;
PRAGMA user_version = 2;
PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE mod (
  id TEXT NOT NULL PRIMARY KEY
    CONSTRAINT "mod.id: a-z, 0-9 and _, 1..32 of them, a letter first"
    CHECK (id GLOB '[a-z]*' AND id NOT GLOB '*[^a-z0-9_]*' AND
      length(id) <= 32),
  title TEXT NOT NULL
    CONSTRAINT "mod.title: 1..48 bytes, no control characters"
    CHECK (length(CAST(title AS BLOB)) BETWEEN 1 AND 48 AND
      title NOT GLOB '*[' || char(1, 45, 31, 127, 45, 159) || ']*'),
  version TEXT NOT NULL DEFAULT '1.0.0', -- its author's own
  author TEXT NOT NULL DEFAULT '',
  notes TEXT NOT NULL DEFAULT ''
) STRICT;
INSERT INTO mod VALUES('base','Roomcast','1.0.0','Roomcast','the games every server has');
CREATE TABLE mode (
  id TEXT NOT NULL PRIMARY KEY
    CONSTRAINT "mode.id: a-z, 0-9 and _, 1..32 of them, a letter first"
    CHECK (id GLOB '[a-z]*' AND id NOT GLOB '*[^a-z0-9_]*' AND
      length(id) <= 32),
  mod TEXT NOT NULL REFERENCES mod,
  seq INTEGER NOT NULL DEFAULT 100, -- place in lists; the lowest is the default
  title TEXT NOT NULL -- what players read
    CONSTRAINT "mode.title: 1..48 bytes, no control characters"
    CHECK (length(CAST(title AS BLOB)) BETWEEN 1 AND 48 AND
      title NOT GLOB '*[' || char(1, 45, 31, 127, 45, 159) || ']*'),
  teams INTEGER NOT NULL DEFAULT 0 -- 0: everybody for himself
    CONSTRAINT "mode.teams: 0 (everybody for himself), 2, 3 or 4"
    CHECK (teams IN (0, 2, 3, 4)),
  friendly_fire INTEGER NOT NULL DEFAULT 0 -- 1: shots hit the own team too
    CONSTRAINT "mode.friendly_fire: 0 or 1" CHECK (friendly_fire IN (0, 1)),
  win TEXT NOT NULL DEFAULT 'most' -- which score wins
    CONSTRAINT "mode.win: most or least" CHECK (win IN ('most', 'least')),
  time_limit REAL NOT NULL DEFAULT 300 -- s a round lasts
    CONSTRAINT "mode.time_limit: 10..3600 s"
    CHECK (time_limit BETWEEN 10 AND 3600),
  score_limit INTEGER -- points that end a round; NULL: none
    CONSTRAINT "mode.score_limit: 1..30000 points, or NULL for none"
    CHECK (score_limit BETWEEN 1 AND 30000),
  respawn REAL NOT NULL DEFAULT 3 -- s from death to respawn
    CONSTRAINT "mode.respawn: 0..60 s" CHECK (respawn BETWEEN 0 AND 60),
  friction REAL NOT NULL DEFAULT 6 -- 1/s, share of its speed a body loses
    CONSTRAINT "mode.friction: 0 (ice)..30 (stops at once) 1/s"
    CHECK (friction BETWEEN 0 AND 30),
  bounce REAL NOT NULL DEFAULT 0 -- share of its speed a body keeps off a wall
    CONSTRAINT "mode.bounce: 0..1" CHECK (bounce BETWEEN 0 AND 1),
  max_players INTEGER NOT NULL DEFAULT 16 -- in one room; counts for new rooms
    CONSTRAINT "mode.max_players: 2..128 players"
    CHECK (max_players BETWEEN 2 AND 128),
  bots INTEGER NOT NULL DEFAULT 6 -- bots fill a room up to so many players
    CONSTRAINT "mode.bots: 0..128 players" CHECK (bots BETWEEN 0 AND 128),
  bot_skill REAL NOT NULL DEFAULT 0.5 -- how well they aim and react
    CONSTRAINT "mode.bot_skill: 0..1" CHECK (bot_skill BETWEEN 0 AND 1)
, relay_bytes INTEGER NOT NULL DEFAULT 0 -- longest relayed message; 0: none
    CONSTRAINT "mode.relay_bytes: 0..1000 bytes, 0 for no relay"
    CHECK (relay_bytes BETWEEN 0 AND 1000), relay_rate INTEGER NOT NULL DEFAULT 20 -- relayed messages a second and player
    CONSTRAINT "mode.relay_rate: 1..120 messages a second"
    CHECK (relay_rate BETWEEN 1 AND 120), listed INTEGER NOT NULL DEFAULT 1 -- 0: another program plays it, not the demo
    CONSTRAINT "mode.listed: 0 or 1" CHECK (listed IN (0, 1))) STRICT;
INSERT INTO mode VALUES('deathmatch','base',1,'Deathmatch',0,0,'most',300.0,20,2.5,6.0,0.0,16,6,0.5,0,20,1);
INSERT INTO mode VALUES('tag','base',2,'Tag',0,0,'least',180.0,NULL,0.0,5.0,0.29999999999999998889,16,6,0.5,0,20,1);
INSERT INTO mode VALUES('team_deathmatch','base',3,'Team deathmatch',2,0,'most',300.0,40,3.0,6.0,0.0,16,8,0.5,0,20,1);
INSERT INTO mode VALUES('relay','base',900,'Relay',0,0,'most',3600.0,NULL,3.0,6.0,0.0,16,0,0.5,512,30,0);
CREATE TABLE weapon (
  id TEXT NOT NULL PRIMARY KEY
    CONSTRAINT "weapon.id: a-z, 0-9 and _, 1..32 of them, a letter first"
    CHECK (id GLOB '[a-z]*' AND id NOT GLOB '*[^a-z0-9_]*' AND
      length(id) <= 32),
  mod TEXT NOT NULL REFERENCES mod,
  damage INTEGER NOT NULL -- hit points, each pellet
    CONSTRAINT "weapon.damage: 0..10000 hp" CHECK (damage BETWEEN 0 AND 10000),
  speed REAL NOT NULL -- u/s of a pellet
    CONSTRAINT "weapon.speed: 50..3000 u/s" CHECK (speed BETWEEN 50 AND 3000),
  radius REAL NOT NULL DEFAULT 4 -- u, of a pellet
    CONSTRAINT "weapon.radius: 1..100 u" CHECK (radius BETWEEN 1 AND 100),
  cooldown REAL NOT NULL -- s between shots
    CONSTRAINT "weapon.cooldown: 0.05..30 s"
    CHECK (cooldown BETWEEN 0.05 AND 30),
  life REAL NOT NULL DEFAULT 1.5 -- s until a pellet fades
    CONSTRAINT "weapon.life: 0.05..10 s" CHECK (life BETWEEN 0.05 AND 10),
  pellets INTEGER NOT NULL DEFAULT 1 -- a shot
    CONSTRAINT "weapon.pellets: 1..16 pellets" CHECK (pellets BETWEEN 1 AND 16),
  spread REAL NOT NULL DEFAULT 0 -- deg, from the first pellet to the last
    CONSTRAINT "weapon.spread: 0..180 deg" CHECK (spread BETWEEN 0 AND 180),
  knockback REAL NOT NULL DEFAULT 0 -- u/s given to whom a pellet hits
    CONSTRAINT "weapon.knockback: -1000..1000 u/s"
    CHECK (knockback BETWEEN -1000 AND 1000)
) STRICT;
INSERT INTO weapon VALUES('blaster','base',17,720.0,4.0,0.22000000000000000111,1.1999999999999999555,1,0.0,40.0);
INSERT INTO weapon VALUES('scatter','base',9,640.0,3.0,0.75,0.5500000000000000444,7,24.0,45.0);
CREATE TABLE role (
  mode TEXT NOT NULL REFERENCES mode,
  id TEXT NOT NULL
    CONSTRAINT "role.id: a-z, 0-9 and _, 1..32 of them, a letter first"
    CHECK (id GLOB '[a-z]*' AND id NOT GLOB '*[^a-z0-9_]*' AND
      length(id) <= 32),
  starts INTEGER NOT NULL DEFAULT 1 -- 1: players join in the first such role
    CONSTRAINT "role.starts: 0 or 1" CHECK (starts IN (0, 1)),
  hp INTEGER NOT NULL DEFAULT 100 -- hit points
    CONSTRAINT "role.hp: 1..10000 hp" CHECK (hp BETWEEN 1 AND 10000),
  speed REAL NOT NULL DEFAULT 230 -- u/s at full stick
    CONSTRAINT "role.speed: 0..1000 u/s" CHECK (speed BETWEEN 0 AND 1000),
  accel REAL NOT NULL DEFAULT 1800 -- u/s2 towards that speed
    CONSTRAINT "role.accel: 10..20000 u/s2" CHECK (accel BETWEEN 10 AND 20000),
  radius REAL NOT NULL DEFAULT 14 -- u
    CONSTRAINT "role.radius: 4..200 u" CHECK (radius BETWEEN 4 AND 200),
  weapon TEXT REFERENCES weapon, -- NULL: none
  tint TEXT -- its colour; NULL: the player's own
    CONSTRAINT "role.tint: a colour such as '#ff8800', or NULL for none"
    CHECK (length(tint) = 7 AND tint GLOB '#*' AND
      substr(tint, 2) NOT GLOB '*[^0-9a-fA-F]*'),
  PRIMARY KEY (mode, id)
) STRICT;
INSERT INTO role VALUES('deathmatch','fighter',1,100,230.0,1800.0,14.0,'blaster',NULL);
INSERT INTO role VALUES('tag','runner',1,100,240.0,1600.0,14.0,NULL,NULL);
INSERT INTO role VALUES('tag','it',0,100,265.0,1900.0,14.0,NULL,'#ff4d4d');
INSERT INTO role VALUES('team_deathmatch','trooper',1,120,215.0,1800.0,14.0,'scatter',NULL);
INSERT INTO role VALUES('relay','peer',1,100,0.0,1800.0,14.0,NULL,NULL);
CREATE TABLE map (
  id TEXT NOT NULL PRIMARY KEY
    CONSTRAINT "map.id: a-z, 0-9 and _, 1..32 of them, a letter first"
    CHECK (id GLOB '[a-z]*' AND id NOT GLOB '*[^a-z0-9_]*' AND
      length(id) <= 32),
  mod TEXT NOT NULL REFERENCES mod,
  width REAL NOT NULL -- u
    CONSTRAINT "map.width: 200..4096 u" CHECK (width BETWEEN 200 AND 4096),
  height REAL NOT NULL -- u
    CONSTRAINT "map.height: 200..4096 u" CHECK (height BETWEEN 200 AND 4096)
, sight REAL -- u, side of a cell of what a player sees; NULL: all is seen
    CONSTRAINT "map.sight: 128..4096 u, or NULL to see everything"
    CHECK (sight BETWEEN 128 AND 4096)) STRICT;
INSERT INTO map VALUES('yard','base',2000.0,1200.0,NULL);
INSERT INTO map VALUES('cloister','base',1600.0,1000.0,NULL);
INSERT INTO map VALUES('grove','base',1500.0,1100.0,NULL);
INSERT INTO map VALUES('void','base',400.0,400.0,NULL);
CREATE TABLE wall (
  id INTEGER PRIMARY KEY,
  map TEXT NOT NULL REFERENCES map,
  x REAL NOT NULL -- u, its left side
    CONSTRAINT "wall.x: 0..4096 u" CHECK (x BETWEEN 0 AND 4096),
  y REAL NOT NULL -- u, its upper side
    CONSTRAINT "wall.y: 0..4096 u" CHECK (y BETWEEN 0 AND 4096),
  w REAL NOT NULL -- u
    CONSTRAINT "wall.w: 1..4096 u" CHECK (w BETWEEN 1 AND 4096),
  h REAL NOT NULL -- u
    CONSTRAINT "wall.h: 1..4096 u" CHECK (h BETWEEN 1 AND 4096)
) STRICT;
INSERT INTO wall VALUES(1,'cloister',150.0,150.0,200.0,24.0);
INSERT INTO wall VALUES(2,'cloister',150.0,310.0,24.0,110.0);
INSERT INTO wall VALUES(3,'cloister',150.0,580.0,24.0,110.0);
INSERT INTO wall VALUES(4,'cloister',150.0,826.0,200.0,24.0);
INSERT INTO wall VALUES(5,'cloister',174.0,310.0,110.0,24.0);
INSERT INTO wall VALUES(6,'cloister',174.0,666.0,110.0,24.0);
INSERT INTO wall VALUES(7,'cloister',260.0,450.0,90.0,100.0);
INSERT INTO wall VALUES(8,'cloister',440.0,0.0,24.0,150.0);
INSERT INTO wall VALUES(9,'cloister',440.0,230.0,24.0,170.0);
INSERT INTO wall VALUES(10,'cloister',440.0,480.0,24.0,40.0);
INSERT INTO wall VALUES(11,'cloister',440.0,600.0,24.0,170.0);
INSERT INTO wall VALUES(12,'cloister',440.0,850.0,24.0,150.0);
INSERT INTO wall VALUES(13,'cloister',560.0,130.0,100.0,24.0);
INSERT INTO wall VALUES(14,'cloister',560.0,300.0,36.0,36.0);
INSERT INTO wall VALUES(15,'cloister',560.0,400.0,36.0,36.0);
INSERT INTO wall VALUES(16,'cloister',560.0,564.0,36.0,36.0);
INSERT INTO wall VALUES(17,'cloister',560.0,664.0,36.0,36.0);
INSERT INTO wall VALUES(18,'cloister',560.0,846.0,100.0,24.0);
INSERT INTO wall VALUES(19,'cloister',680.0,300.0,36.0,36.0);
INSERT INTO wall VALUES(20,'cloister',680.0,664.0,36.0,36.0);
INSERT INTO wall VALUES(21,'cloister',720.0,100.0,160.0,84.0);
INSERT INTO wall VALUES(22,'cloister',720.0,816.0,160.0,84.0);
INSERT INTO wall VALUES(23,'cloister',740.0,470.0,120.0,60.0);
INSERT INTO wall VALUES(24,'cloister',782.0,300.0,36.0,36.0);
INSERT INTO wall VALUES(25,'cloister',782.0,664.0,36.0,36.0);
INSERT INTO wall VALUES(26,'cloister',884.0,300.0,36.0,36.0);
INSERT INTO wall VALUES(27,'cloister',884.0,664.0,36.0,36.0);
INSERT INTO wall VALUES(28,'cloister',940.0,130.0,100.0,24.0);
INSERT INTO wall VALUES(29,'cloister',940.0,846.0,100.0,24.0);
INSERT INTO wall VALUES(30,'cloister',1004.0,300.0,36.0,36.0);
INSERT INTO wall VALUES(31,'cloister',1004.0,400.0,36.0,36.0);
INSERT INTO wall VALUES(32,'cloister',1004.0,564.0,36.0,36.0);
INSERT INTO wall VALUES(33,'cloister',1004.0,664.0,36.0,36.0);
INSERT INTO wall VALUES(34,'cloister',1136.0,0.0,24.0,150.0);
INSERT INTO wall VALUES(35,'cloister',1136.0,230.0,24.0,170.0);
INSERT INTO wall VALUES(36,'cloister',1136.0,480.0,24.0,40.0);
INSERT INTO wall VALUES(37,'cloister',1136.0,600.0,24.0,170.0);
INSERT INTO wall VALUES(38,'cloister',1136.0,850.0,24.0,150.0);
INSERT INTO wall VALUES(39,'cloister',1250.0,150.0,200.0,24.0);
INSERT INTO wall VALUES(40,'cloister',1250.0,450.0,90.0,100.0);
INSERT INTO wall VALUES(41,'cloister',1250.0,826.0,200.0,24.0);
INSERT INTO wall VALUES(42,'cloister',1316.0,310.0,110.0,24.0);
INSERT INTO wall VALUES(43,'cloister',1316.0,666.0,110.0,24.0);
INSERT INTO wall VALUES(44,'cloister',1426.0,310.0,24.0,110.0);
INSERT INTO wall VALUES(45,'cloister',1426.0,580.0,24.0,110.0);
INSERT INTO wall VALUES(46,'grove',120.0,350.0,50.0,50.0);
INSERT INTO wall VALUES(47,'grove',120.0,700.0,50.0,50.0);
INSERT INTO wall VALUES(48,'grove',150.0,140.0,60.0,60.0);
INSERT INTO wall VALUES(49,'grove',150.0,900.0,60.0,60.0);
INSERT INTO wall VALUES(50,'grove',220.0,440.0,30.0,220.0);
INSERT INTO wall VALUES(51,'grove',300.0,260.0,90.0,90.0);
INSERT INTO wall VALUES(52,'grove',300.0,750.0,90.0,90.0);
INSERT INTO wall VALUES(53,'grove',360.0,110.0,44.0,44.0);
INSERT INTO wall VALUES(54,'grove',360.0,946.0,44.0,44.0);
INSERT INTO wall VALUES(55,'grove',370.0,535.0,160.0,30.0);
INSERT INTO wall VALUES(56,'grove',480.0,330.0,40.0,40.0);
INSERT INTO wall VALUES(57,'grove',480.0,730.0,40.0,40.0);
INSERT INTO wall VALUES(58,'grove',560.0,180.0,70.0,70.0);
INSERT INTO wall VALUES(59,'grove',560.0,850.0,70.0,70.0);
INSERT INTO wall VALUES(60,'grove',640.0,470.0,220.0,160.0);
INSERT INTO wall VALUES(61,'grove',715.0,290.0,70.0,70.0);
INSERT INTO wall VALUES(62,'grove',715.0,740.0,70.0,70.0);
INSERT INTO wall VALUES(63,'grove',725.0,70.0,50.0,50.0);
INSERT INTO wall VALUES(64,'grove',725.0,980.0,50.0,50.0);
INSERT INTO wall VALUES(65,'grove',870.0,180.0,70.0,70.0);
INSERT INTO wall VALUES(66,'grove',870.0,850.0,70.0,70.0);
INSERT INTO wall VALUES(67,'grove',970.0,535.0,160.0,30.0);
INSERT INTO wall VALUES(68,'grove',980.0,330.0,40.0,40.0);
INSERT INTO wall VALUES(69,'grove',980.0,730.0,40.0,40.0);
INSERT INTO wall VALUES(70,'grove',1096.0,110.0,44.0,44.0);
INSERT INTO wall VALUES(71,'grove',1096.0,946.0,44.0,44.0);
INSERT INTO wall VALUES(72,'grove',1110.0,260.0,90.0,90.0);
INSERT INTO wall VALUES(73,'grove',1110.0,750.0,90.0,90.0);
INSERT INTO wall VALUES(74,'grove',1250.0,440.0,30.0,220.0);
INSERT INTO wall VALUES(75,'grove',1290.0,140.0,60.0,60.0);
INSERT INTO wall VALUES(76,'grove',1290.0,900.0,60.0,60.0);
INSERT INTO wall VALUES(77,'grove',1330.0,350.0,50.0,50.0);
INSERT INTO wall VALUES(78,'grove',1330.0,700.0,50.0,50.0);
INSERT INTO wall VALUES(79,'yard',110.0,110.0,110.0,24.0);
INSERT INTO wall VALUES(80,'yard',110.0,134.0,24.0,60.0);
INSERT INTO wall VALUES(81,'yard',110.0,1006.0,24.0,60.0);
INSERT INTO wall VALUES(82,'yard',110.0,1066.0,110.0,24.0);
INSERT INTO wall VALUES(83,'yard',200.0,330.0,24.0,170.0);
INSERT INTO wall VALUES(84,'yard',200.0,700.0,24.0,170.0);
INSERT INTO wall VALUES(85,'yard',224.0,330.0,70.0,24.0);
INSERT INTO wall VALUES(86,'yard',224.0,846.0,70.0,24.0);
INSERT INTO wall VALUES(87,'yard',340.0,190.0,360.0,24.0);
INSERT INTO wall VALUES(88,'yard',340.0,986.0,360.0,24.0);
INSERT INTO wall VALUES(89,'yard',420.0,588.0,180.0,24.0);
INSERT INTO wall VALUES(90,'yard',440.0,340.0,80.0,80.0);
INSERT INTO wall VALUES(91,'yard',440.0,780.0,80.0,80.0);
INSERT INTO wall VALUES(92,'yard',640.0,320.0,24.0,130.0);
INSERT INTO wall VALUES(93,'yard',640.0,750.0,24.0,130.0);
INSERT INTO wall VALUES(94,'yard',770.0,260.0,60.0,60.0);
INSERT INTO wall VALUES(95,'yard',770.0,880.0,60.0,60.0);
INSERT INTO wall VALUES(96,'yard',800.0,440.0,120.0,24.0);
INSERT INTO wall VALUES(97,'yard',800.0,464.0,24.0,76.0);
INSERT INTO wall VALUES(98,'yard',800.0,660.0,24.0,76.0);
INSERT INTO wall VALUES(99,'yard',800.0,736.0,120.0,24.0);
INSERT INTO wall VALUES(100,'yard',940.0,150.0,120.0,40.0);
INSERT INTO wall VALUES(101,'yard',940.0,1010.0,120.0,40.0);
INSERT INTO wall VALUES(102,'yard',972.0,572.0,56.0,56.0);
INSERT INTO wall VALUES(103,'yard',1080.0,440.0,120.0,24.0);
INSERT INTO wall VALUES(104,'yard',1080.0,736.0,120.0,24.0);
INSERT INTO wall VALUES(105,'yard',1170.0,260.0,60.0,60.0);
INSERT INTO wall VALUES(106,'yard',1170.0,880.0,60.0,60.0);
INSERT INTO wall VALUES(107,'yard',1176.0,464.0,24.0,76.0);
INSERT INTO wall VALUES(108,'yard',1176.0,660.0,24.0,76.0);
INSERT INTO wall VALUES(109,'yard',1300.0,190.0,360.0,24.0);
INSERT INTO wall VALUES(110,'yard',1300.0,986.0,360.0,24.0);
INSERT INTO wall VALUES(111,'yard',1336.0,320.0,24.0,130.0);
INSERT INTO wall VALUES(112,'yard',1336.0,750.0,24.0,130.0);
INSERT INTO wall VALUES(113,'yard',1400.0,588.0,180.0,24.0);
INSERT INTO wall VALUES(114,'yard',1480.0,340.0,80.0,80.0);
INSERT INTO wall VALUES(115,'yard',1480.0,780.0,80.0,80.0);
INSERT INTO wall VALUES(116,'yard',1706.0,330.0,70.0,24.0);
INSERT INTO wall VALUES(117,'yard',1706.0,846.0,70.0,24.0);
INSERT INTO wall VALUES(118,'yard',1776.0,330.0,24.0,170.0);
INSERT INTO wall VALUES(119,'yard',1776.0,700.0,24.0,170.0);
INSERT INTO wall VALUES(120,'yard',1780.0,110.0,110.0,24.0);
INSERT INTO wall VALUES(121,'yard',1780.0,1066.0,110.0,24.0);
INSERT INTO wall VALUES(122,'yard',1866.0,134.0,24.0,60.0);
INSERT INTO wall VALUES(123,'yard',1866.0,1006.0,24.0,60.0);
CREATE TABLE spot (
  id INTEGER PRIMARY KEY,
  map TEXT NOT NULL REFERENCES map,
  name TEXT NOT NULL DEFAULT 'spawn'
    CONSTRAINT "spot.name: a-z, 0-9 and _, 1..32 of them, a letter first"
    CHECK (name GLOB '[a-z]*' AND name NOT GLOB '*[^a-z0-9_]*' AND
      length(name) <= 32),
  team INTEGER NOT NULL DEFAULT 0 -- whose; 0: anybody's
    CONSTRAINT "spot.team: 0..4" CHECK (team BETWEEN 0 AND 4),
  x REAL NOT NULL -- u
    CONSTRAINT "spot.x: 0..4096 u" CHECK (x BETWEEN 0 AND 4096),
  y REAL NOT NULL -- u
    CONSTRAINT "spot.y: 0..4096 u" CHECK (y BETWEEN 0 AND 4096)
) STRICT;
INSERT INTO spot VALUES(1,'cloister','spawn',1,60.0,60.0);
INSERT INTO spot VALUES(2,'cloister','spawn',1,60.0,250.0);
INSERT INTO spot VALUES(3,'cloister','spawn',1,60.0,400.0);
INSERT INTO spot VALUES(4,'cloister','spawn',1,60.0,600.0);
INSERT INTO spot VALUES(5,'cloister','spawn',1,60.0,750.0);
INSERT INTO spot VALUES(6,'cloister','spawn',1,60.0,940.0);
INSERT INTO spot VALUES(7,'cloister','spawn',1,80.0,500.0);
INSERT INTO spot VALUES(8,'cloister','spawn',1,260.0,70.0);
INSERT INTO spot VALUES(9,'cloister','spawn',1,260.0,240.0);
INSERT INTO spot VALUES(10,'cloister','spawn',1,260.0,760.0);
INSERT INTO spot VALUES(11,'cloister','spawn',1,260.0,930.0);
INSERT INTO spot VALUES(12,'cloister','spawn',1,370.0,360.0);
INSERT INTO spot VALUES(13,'cloister','spawn',1,370.0,640.0);
INSERT INTO spot VALUES(14,'cloister','spawn',2,1230.0,360.0);
INSERT INTO spot VALUES(15,'cloister','spawn',2,1230.0,640.0);
INSERT INTO spot VALUES(16,'cloister','spawn',2,1340.0,70.0);
INSERT INTO spot VALUES(17,'cloister','spawn',2,1340.0,240.0);
INSERT INTO spot VALUES(18,'cloister','spawn',2,1340.0,760.0);
INSERT INTO spot VALUES(19,'cloister','spawn',2,1340.0,930.0);
INSERT INTO spot VALUES(20,'cloister','spawn',2,1520.0,500.0);
INSERT INTO spot VALUES(21,'cloister','spawn',2,1540.0,60.0);
INSERT INTO spot VALUES(22,'cloister','spawn',2,1540.0,250.0);
INSERT INTO spot VALUES(23,'cloister','spawn',2,1540.0,400.0);
INSERT INTO spot VALUES(24,'cloister','spawn',2,1540.0,600.0);
INSERT INTO spot VALUES(25,'cloister','spawn',2,1540.0,750.0);
INSERT INTO spot VALUES(26,'cloister','spawn',2,1540.0,940.0);
INSERT INTO spot VALUES(27,'grove','spawn',1,70.0,70.0);
INSERT INTO spot VALUES(28,'grove','spawn',1,70.0,270.0);
INSERT INTO spot VALUES(29,'grove','spawn',1,70.0,550.0);
INSERT INTO spot VALUES(30,'grove','spawn',1,70.0,830.0);
INSERT INTO spot VALUES(31,'grove','spawn',1,70.0,1030.0);
INSERT INTO spot VALUES(32,'grove','spawn',1,240.0,380.0);
INSERT INTO spot VALUES(33,'grove','spawn',1,240.0,720.0);
INSERT INTO spot VALUES(34,'grove','spawn',1,280.0,60.0);
INSERT INTO spot VALUES(35,'grove','spawn',1,280.0,1040.0);
INSERT INTO spot VALUES(36,'grove','spawn',1,320.0,440.0);
INSERT INTO spot VALUES(37,'grove','spawn',1,320.0,660.0);
INSERT INTO spot VALUES(38,'grove','spawn',1,430.0,230.0);
INSERT INTO spot VALUES(39,'grove','spawn',1,430.0,870.0);
INSERT INTO spot VALUES(40,'grove','spawn',1,490.0,90.0);
INSERT INTO spot VALUES(41,'grove','spawn',1,490.0,1010.0);
INSERT INTO spot VALUES(42,'grove','spawn',1,580.0,420.0);
INSERT INTO spot VALUES(43,'grove','spawn',1,580.0,680.0);
INSERT INTO spot VALUES(44,'grove','spawn',1,660.0,140.0);
INSERT INTO spot VALUES(45,'grove','spawn',1,660.0,960.0);
INSERT INTO spot VALUES(46,'grove','spawn',2,840.0,140.0);
INSERT INTO spot VALUES(47,'grove','spawn',2,840.0,960.0);
INSERT INTO spot VALUES(48,'grove','spawn',2,920.0,420.0);
INSERT INTO spot VALUES(49,'grove','spawn',2,920.0,680.0);
INSERT INTO spot VALUES(50,'grove','spawn',2,1010.0,90.0);
INSERT INTO spot VALUES(51,'grove','spawn',2,1010.0,1010.0);
INSERT INTO spot VALUES(52,'grove','spawn',2,1070.0,230.0);
INSERT INTO spot VALUES(53,'grove','spawn',2,1070.0,870.0);
INSERT INTO spot VALUES(54,'grove','spawn',2,1180.0,440.0);
INSERT INTO spot VALUES(55,'grove','spawn',2,1180.0,660.0);
INSERT INTO spot VALUES(56,'grove','spawn',2,1220.0,60.0);
INSERT INTO spot VALUES(57,'grove','spawn',2,1220.0,1040.0);
INSERT INTO spot VALUES(58,'grove','spawn',2,1260.0,380.0);
INSERT INTO spot VALUES(59,'grove','spawn',2,1260.0,720.0);
INSERT INTO spot VALUES(60,'grove','spawn',2,1430.0,70.0);
INSERT INTO spot VALUES(61,'grove','spawn',2,1430.0,270.0);
INSERT INTO spot VALUES(62,'grove','spawn',2,1430.0,550.0);
INSERT INTO spot VALUES(63,'grove','spawn',2,1430.0,830.0);
INSERT INTO spot VALUES(64,'grove','spawn',2,1430.0,1030.0);
INSERT INTO spot VALUES(65,'yard','spawn',1,60.0,60.0);
INSERT INTO spot VALUES(66,'yard','spawn',1,60.0,600.0);
INSERT INTO spot VALUES(67,'yard','spawn',1,60.0,1140.0);
INSERT INTO spot VALUES(68,'yard','spawn',1,90.0,420.0);
INSERT INTO spot VALUES(69,'yard','spawn',1,90.0,780.0);
INSERT INTO spot VALUES(70,'yard','spawn',1,280.0,420.0);
INSERT INTO spot VALUES(71,'yard','spawn',1,280.0,780.0);
INSERT INTO spot VALUES(72,'yard','spawn',1,330.0,600.0);
INSERT INTO spot VALUES(73,'yard','spawn',1,520.0,90.0);
INSERT INTO spot VALUES(74,'yard','spawn',1,520.0,1110.0);
INSERT INTO spot VALUES(75,'yard','spawn',1,560.0,270.0);
INSERT INTO spot VALUES(76,'yard','spawn',1,560.0,930.0);
INSERT INTO spot VALUES(77,'yard','spawn',1,730.0,520.0);
INSERT INTO spot VALUES(78,'yard','spawn',1,730.0,680.0);
INSERT INTO spot VALUES(79,'yard','spawn',2,1270.0,520.0);
INSERT INTO spot VALUES(80,'yard','spawn',2,1270.0,680.0);
INSERT INTO spot VALUES(81,'yard','spawn',2,1440.0,270.0);
INSERT INTO spot VALUES(82,'yard','spawn',2,1440.0,930.0);
INSERT INTO spot VALUES(83,'yard','spawn',2,1480.0,90.0);
INSERT INTO spot VALUES(84,'yard','spawn',2,1480.0,1110.0);
INSERT INTO spot VALUES(85,'yard','spawn',2,1670.0,600.0);
INSERT INTO spot VALUES(86,'yard','spawn',2,1720.0,420.0);
INSERT INTO spot VALUES(87,'yard','spawn',2,1720.0,780.0);
INSERT INTO spot VALUES(88,'yard','spawn',2,1910.0,420.0);
INSERT INTO spot VALUES(89,'yard','spawn',2,1910.0,780.0);
INSERT INTO spot VALUES(90,'yard','spawn',2,1940.0,60.0);
INSERT INTO spot VALUES(91,'yard','spawn',2,1940.0,600.0);
INSERT INTO spot VALUES(92,'yard','spawn',2,1940.0,1140.0);
INSERT INTO spot VALUES(93,'void','spawn',0,200.0,200.0);
CREATE TABLE mode_map (
  mode TEXT NOT NULL REFERENCES mode,
  map TEXT NOT NULL REFERENCES map,
  seq INTEGER NOT NULL DEFAULT 100, -- the lowest is where rooms play
  PRIMARY KEY (mode, map)
) STRICT;
INSERT INTO mode_map VALUES('deathmatch','yard',1);
INSERT INTO mode_map VALUES('deathmatch','cloister',2);
INSERT INTO mode_map VALUES('tag','grove',1);
INSERT INTO mode_map VALUES('tag','yard',2);
INSERT INTO mode_map VALUES('team_deathmatch','cloister',1);
INSERT INTO mode_map VALUES('team_deathmatch','yard',2);
INSERT INTO mode_map VALUES('relay','void',100);
CREATE TABLE events (
  id TEXT NOT NULL PRIMARY KEY,
  has_target INTEGER NOT NULL
    CONSTRAINT "events.has_target: 0 or 1" CHECK (has_target IN (0, 1)),
  doc TEXT NOT NULL
) STRICT;
INSERT INTO events VALUES('start',0,'the round starts; actor is each player in turn');
INSERT INTO events VALUES('spawn',0,'actor spawned');
INSERT INTO events VALUES('hit',1,'actor''s shot damaged target');
INSERT INTO events VALUES('death',1,'target died, actor killed it (or nobody did)');
INSERT INTO events VALUES('touch',1,'actor touches player target');
CREATE TABLE ops (
  id TEXT NOT NULL PRIMARY KEY,
  n TEXT,   -- the unit and range of effect.n; NULL: it has none
  arg TEXT, -- what effect.arg names; NULL: it has none
  doc TEXT NOT NULL
) STRICT;
INSERT INTO ops VALUES('score','-1000..1000 points',NULL,'who gets n points');
INSERT INTO ops VALUES('role',NULL,'role','who becomes role arg');
INSERT INTO ops VALUES('damage','1..10000 hp',NULL,'who loses n hit points');
INSERT INTO ops VALUES('heal','1..10000 hp',NULL,'who gains n hit points, up to the role''s hp');
INSERT INTO ops VALUES('push','-1000..1000 u/s',NULL,'who is pushed n u/s away from the other');
INSERT INTO ops VALUES('freeze','0..60 s',NULL,'who cannot move for n s');
INSERT INTO ops VALUES('respawn',NULL,NULL,'who respawns at once');
INSERT INTO ops VALUES('pick',NULL,'role','one player, chosen in secret, becomes role arg');
CREATE TABLE effect (
  id INTEGER PRIMARY KEY,
  mode TEXT NOT NULL REFERENCES mode,
  event TEXT NOT NULL REFERENCES events,
  seq INTEGER NOT NULL DEFAULT 0,
  if_role TEXT,  -- only when the actor is this; NULL: whatever it is
  if_other TEXT, -- only when the target is this; NULL: whatever it is
  if_team TEXT   -- only when actor and target are of one team, or are not
    CONSTRAINT "effect.if_team: same, other, or NULL for either"
    CHECK (if_team IN ('same', 'other')),
  op TEXT NOT NULL REFERENCES ops,
  who TEXT NOT NULL DEFAULT 'actor' -- to whom it is done
    CONSTRAINT "effect.who: actor, target or all"
    CHECK (who IN ('actor', 'target', 'all')),
  n REAL,   -- how much: ops.n
  arg TEXT, -- what: ops.arg
  FOREIGN KEY (mode, if_role) REFERENCES role (mode, id),
  FOREIGN KEY (mode, if_other) REFERENCES role (mode, id)
) STRICT;
INSERT INTO effect VALUES(1,'deathmatch','death',1,NULL,NULL,'other','score','actor',1.0,NULL);
INSERT INTO effect VALUES(2,'deathmatch','death',2,NULL,NULL,'other','heal','actor',30.0,NULL);
INSERT INTO effect VALUES(3,'tag','start',1,NULL,NULL,NULL,'pick','actor',NULL,'it');
INSERT INTO effect VALUES(4,'tag','touch',1,'it','runner',NULL,'score','target',1.0,NULL);
INSERT INTO effect VALUES(5,'tag','touch',2,'it','runner',NULL,'role','target',NULL,'it');
INSERT INTO effect VALUES(6,'tag','touch',3,'it','runner',NULL,'role','actor',NULL,'runner');
INSERT INTO effect VALUES(7,'tag','touch',4,'it','runner',NULL,'freeze','target',2.0,NULL);
INSERT INTO effect VALUES(8,'team_deathmatch','death',1,NULL,NULL,'other','score','actor',1.0,NULL);
INSERT INTO effect VALUES(9,'team_deathmatch','death',2,NULL,NULL,'same','score','actor',-1.0,NULL);
INSERT INTO effect VALUES(10,'team_deathmatch','touch',1,NULL,NULL,'same','heal','target',12.0,NULL);
CREATE INDEX wall_map ON wall (map);
CREATE INDEX spot_map ON spot (map);
CREATE INDEX effect_mode ON effect (mode);
CREATE TRIGGER mode_new AFTER INSERT ON mode BEGIN
  UPDATE mode SET mod = mod WHERE rowid = NEW.rowid;
END;
CREATE TRIGGER mode_change BEFORE UPDATE ON mode BEGIN
  SELECT RAISE(ABORT, 'mode.mod: no such mod; insert it into table mod first')
    WHERE NOT EXISTS (SELECT 1 FROM mod WHERE id = NEW.mod);
END;
CREATE TRIGGER weapon_new AFTER INSERT ON weapon BEGIN
  UPDATE weapon SET mod = mod WHERE rowid = NEW.rowid;
END;
CREATE TRIGGER weapon_change BEFORE UPDATE ON weapon BEGIN
  SELECT RAISE(ABORT, 'weapon.mod: no such mod; insert it into table mod first')
    WHERE NOT EXISTS (SELECT 1 FROM mod WHERE id = NEW.mod);
END;
CREATE TRIGGER map_new AFTER INSERT ON map BEGIN
  UPDATE map SET mod = mod WHERE rowid = NEW.rowid;
END;
CREATE TRIGGER map_change BEFORE UPDATE ON map BEGIN
  SELECT RAISE(ABORT, 'map.mod: no such mod; insert it into table mod first')
    WHERE NOT EXISTS (SELECT 1 FROM mod WHERE id = NEW.mod);
END;
CREATE TRIGGER role_new AFTER INSERT ON role BEGIN
  UPDATE role SET mode = mode WHERE rowid = NEW.rowid;
END;
CREATE TRIGGER role_change BEFORE UPDATE ON role BEGIN
  SELECT RAISE(ABORT, 'role.mode: no such mode; see table mode')
    WHERE NOT EXISTS (SELECT 1 FROM mode WHERE id = NEW.mode);
  SELECT RAISE(ABORT, 'role.weapon: no such weapon; see table weapon')
    WHERE NEW.weapon IS NOT NULL AND
      NOT EXISTS (SELECT 1 FROM weapon WHERE id = NEW.weapon);
END;
CREATE TRIGGER wall_new AFTER INSERT ON wall BEGIN
  UPDATE wall SET map = map WHERE rowid = NEW.rowid;
END;
CREATE TRIGGER wall_change BEFORE UPDATE ON wall BEGIN
  SELECT RAISE(ABORT, 'wall.map: no such map; see table map')
    WHERE NOT EXISTS (SELECT 1 FROM map WHERE id = NEW.map);
END;
CREATE TRIGGER spot_new AFTER INSERT ON spot BEGIN
  UPDATE spot SET map = map WHERE rowid = NEW.rowid;
END;
CREATE TRIGGER spot_change BEFORE UPDATE ON spot BEGIN
  SELECT RAISE(ABORT, 'spot.map: no such map; see table map')
    WHERE NOT EXISTS (SELECT 1 FROM map WHERE id = NEW.map);
END;
CREATE TRIGGER mode_map_new AFTER INSERT ON mode_map BEGIN
  UPDATE mode_map SET mode = mode WHERE rowid = NEW.rowid;
END;
CREATE TRIGGER mode_map_change BEFORE UPDATE ON mode_map BEGIN
  SELECT RAISE(ABORT, 'mode_map.mode: no such mode; see table mode')
    WHERE NOT EXISTS (SELECT 1 FROM mode WHERE id = NEW.mode);
  SELECT RAISE(ABORT, 'mode_map.map: no such map; see table map')
    WHERE NOT EXISTS (SELECT 1 FROM map WHERE id = NEW.map);
END;
CREATE TRIGGER effect_new AFTER INSERT ON effect BEGIN
  UPDATE effect SET mode = mode WHERE rowid = NEW.rowid;
END;
CREATE TRIGGER effect_change BEFORE UPDATE ON effect BEGIN
  SELECT RAISE(ABORT, 'effect.mode: no such mode; see table mode')
    WHERE NOT EXISTS (SELECT 1 FROM mode WHERE id = NEW.mode);
  SELECT RAISE(ABORT, 'effect.event: no such event; see table events')
    WHERE NOT EXISTS (SELECT 1 FROM events WHERE id = NEW.event);
  SELECT RAISE(ABORT, 'effect.op: no such op; see table ops')
    WHERE NOT EXISTS (SELECT 1 FROM ops WHERE id = NEW.op);
  SELECT RAISE(ABORT, 'effect.if_role: this mode has no such role')
    WHERE NEW.if_role IS NOT NULL AND NOT EXISTS
      (SELECT 1 FROM role WHERE mode = NEW.mode AND id = NEW.if_role);
  SELECT RAISE(ABORT, 'effect.if_other: this mode has no such role')
    WHERE NEW.if_other IS NOT NULL AND NOT EXISTS
      (SELECT 1 FROM role WHERE mode = NEW.mode AND id = NEW.if_other);
  SELECT RAISE(ABORT, 'effect: this event has no target: see table events')
    WHERE EXISTS (SELECT 1 FROM events WHERE id = NEW.event AND
      NOT has_target) AND (NEW.if_other IS NOT NULL OR
      NEW.if_team IS NOT NULL OR NEW.who = 'target');
  SELECT RAISE(ABORT, 'effect.arg: this op needs a role of this mode')
    WHERE EXISTS (SELECT 1 FROM ops WHERE id = NEW.op AND arg = 'role') AND
      NOT EXISTS (SELECT 1 FROM role WHERE mode = NEW.mode AND id = NEW.arg);
  SELECT RAISE(ABORT, 'effect.arg: this op takes none; leave it NULL')
    WHERE EXISTS (SELECT 1 FROM ops WHERE id = NEW.op AND arg IS NULL) AND
      NEW.arg IS NOT NULL;
  SELECT RAISE(ABORT, 'effect.n: this op needs a number; see ops.n')
    WHERE EXISTS (SELECT 1 FROM ops WHERE id = NEW.op AND n IS NOT NULL) AND
      NEW.n IS NULL;
  SELECT RAISE(ABORT, 'effect.n: this op takes none; leave it NULL')
    WHERE EXISTS (SELECT 1 FROM ops WHERE id = NEW.op AND n IS NULL) AND
      NEW.n IS NOT NULL;
  SELECT RAISE(ABORT, 'effect.n: score -1000..1000 points')
    WHERE NEW.op = 'score' AND NEW.n NOT BETWEEN -1000 AND 1000;
  SELECT RAISE(ABORT, 'effect.n: damage 1..10000 hp')
    WHERE NEW.op = 'damage' AND NEW.n NOT BETWEEN 1 AND 10000;
  SELECT RAISE(ABORT, 'effect.n: heal 1..10000 hp')
    WHERE NEW.op = 'heal' AND NEW.n NOT BETWEEN 1 AND 10000;
  SELECT RAISE(ABORT, 'effect.n: push -1000..1000 u/s')
    WHERE NEW.op = 'push' AND NEW.n NOT BETWEEN -1000 AND 1000;
  SELECT RAISE(ABORT, 'effect.n: freeze 0..60 s')
    WHERE NEW.op = 'freeze' AND NEW.n NOT BETWEEN 0 AND 60;
END;
CREATE TRIGGER weapon_keep BEFORE DELETE ON weapon
  WHEN EXISTS (SELECT 1 FROM role WHERE weapon = OLD.id)
BEGIN
  SELECT RAISE(ABORT, 'weapon: a role still has it; change role.weapon first');
END;
CREATE TRIGGER map_keep BEFORE DELETE ON map
  WHEN EXISTS (SELECT 1 FROM mode_map WHERE map = OLD.id)
BEGIN
  SELECT RAISE(ABORT, 'map: a mode is played on it; see table mode_map');
END;
CREATE TRIGGER role_keep BEFORE DELETE ON role
  WHEN EXISTS (SELECT 1 FROM effect WHERE mode = OLD.mode AND
    OLD.id IN (if_role, if_other, arg))
BEGIN
  SELECT RAISE(ABORT, 'role: an effect still names it; change that first');
END;
CREATE TRIGGER events_keep BEFORE DELETE ON events BEGIN
  SELECT RAISE(ABORT, 'events: they are the server''s own words; let them be');
END;
CREATE TRIGGER ops_keep BEFORE DELETE ON ops BEGIN
  SELECT RAISE(ABORT, 'ops: they are the server''s own words; let them be');
END;
CREATE TRIGGER mod_gone AFTER DELETE ON mod BEGIN
  DELETE FROM mode WHERE mod = OLD.id;
  DELETE FROM weapon WHERE mod = OLD.id;
  DELETE FROM map WHERE mod = OLD.id;
END;
CREATE TRIGGER mode_gone AFTER DELETE ON mode BEGIN
  DELETE FROM effect WHERE mode = OLD.id;
  DELETE FROM role WHERE mode = OLD.id;
  DELETE FROM mode_map WHERE mode = OLD.id;
END;
CREATE TRIGGER map_gone AFTER DELETE ON map BEGIN
  DELETE FROM wall WHERE map = OLD.id;
  DELETE FROM spot WHERE map = OLD.id;
END;
CREATE TRIGGER mod_renamed AFTER UPDATE OF id ON mod BEGIN
  UPDATE mode SET mod = NEW.id WHERE mod = OLD.id;
  UPDATE weapon SET mod = NEW.id WHERE mod = OLD.id;
  UPDATE map SET mod = NEW.id WHERE mod = OLD.id;
END;
CREATE TRIGGER mode_renamed AFTER UPDATE OF id ON mode BEGIN
  UPDATE role SET mode = NEW.id WHERE mode = OLD.id;
  UPDATE mode_map SET mode = NEW.id WHERE mode = OLD.id;
  UPDATE effect SET mode = NEW.id WHERE mode = OLD.id;
END;
CREATE TRIGGER role_renamed AFTER UPDATE OF id ON role BEGIN
  UPDATE effect SET
    if_role = iif(if_role = OLD.id, NEW.id, if_role),
    if_other = iif(if_other = OLD.id, NEW.id, if_other),
    arg = iif(arg = OLD.id, NEW.id, arg)
    WHERE mode = NEW.mode AND OLD.id IN (if_role, if_other, arg);
END;
CREATE TRIGGER weapon_renamed AFTER UPDATE OF id ON weapon BEGIN
  UPDATE role SET weapon = NEW.id WHERE weapon = OLD.id;
END;
CREATE TRIGGER map_renamed AFTER UPDATE OF id ON map BEGIN
  UPDATE wall SET map = NEW.id WHERE map = OLD.id;
  UPDATE spot SET map = NEW.id WHERE map = OLD.id;
  UPDATE mode_map SET map = NEW.id WHERE map = OLD.id;
END;
CREATE VIEW problem (in_table, in_row, in_column, sentence) AS

SELECT 'mode', '', '', 'there is no mode; insert one'
  WHERE NOT EXISTS (SELECT 1 FROM mode)
UNION ALL
SELECT 'mode', '', '', 'there are ' || count(*) || ' modes; 32 fit'
  FROM mode HAVING count(*) > 32

-- roles and effects of a mode
UNION ALL
SELECT 'mode', id, '', 'no role has starts = 1, so nobody could join'
  FROM mode AS m
  WHERE NOT EXISTS (SELECT 1 FROM role WHERE mode = m.id AND starts)
UNION ALL
SELECT 'mode', mode, '', 'it has ' || count(*) || ' roles; 16 fit'
  FROM role GROUP BY mode HAVING count(*) > 16
UNION ALL
SELECT 'mode', id, '', 'no effect has op score, so nobody could win'
  FROM mode AS m
  WHERE relay_bytes = 0 AND NOT EXISTS
    (SELECT 1 FROM effect WHERE mode = m.id AND op = 'score')
UNION ALL
SELECT 'mode', mode, '', 'it has ' || count(*) || ' effects; 64 fit'
  FROM effect GROUP BY mode HAVING count(*) > 64

-- maps
UNION ALL
SELECT 'mode', id, '', 'no map; insert one into mode_map'
  FROM mode AS m WHERE NOT EXISTS (SELECT 1 FROM mode_map WHERE mode = m.id)
UNION ALL
SELECT 'mode_map', mm.mode || ', ' || mm.map, '', 'map ' || mm.map ||
    ' has no spot where team ' || team.n || ' could spawn'
  FROM mode_map AS mm JOIN mode AS m ON m.id = mm.mode
  JOIN (SELECT 1 AS n UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4)
    AS team ON team.n <= m.teams
  WHERE NOT EXISTS (SELECT 1 FROM spot
    WHERE map = mm.map AND name = 'spawn' AND spot.team IN (0, team.n))
UNION ALL
SELECT 'mode_map', mm.mode || ', ' || mm.map, '', 'map ' || mm.map ||
    ' has no spawn spot'
  FROM mode_map AS mm JOIN mode AS m ON m.id = mm.mode
  WHERE m.teams = 0 AND NOT EXISTS
    (SELECT 1 FROM spot WHERE map = mm.map AND name = 'spawn')
UNION ALL
SELECT 'map', map, '', 'it has ' || count(*) || ' walls; 256 fit'
  FROM wall GROUP BY map HAVING count(*) > 256
UNION ALL
SELECT 'map', map, '', 'it has ' || count(*) || ' spawn spots; 64 fit'
  FROM spot WHERE name = 'spawn' GROUP BY map HAVING count(*) > 64
UNION ALL
SELECT 'spot', spot.id || ' of ' || map.id, iif(spot.x > width, 'x', 'y'),
    printf('it is outside its map, which is %g x %g u', width, height)
  FROM spot JOIN map ON map.id = spot.map
  WHERE spot.x > width OR spot.y > height
;
COMMIT;
