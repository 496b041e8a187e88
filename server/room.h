/* SPDX-License-Identifier: MIT */
#ifndef SERVER_ROOM_H
#define SERVER_ROOM_H

#endif
