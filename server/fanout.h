/* SPDX-License-Identifier: MIT */
#ifndef SERVER_FANOUT_H
#define SERVER_FANOUT_H

#endif
