/* SPDX-License-Identifier: MIT */
#ifndef SERVER_LOBBY_H
#define SERVER_LOBBY_H

#endif
