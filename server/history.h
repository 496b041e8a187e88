/* SPDX-License-Identifier: MIT */
#ifndef SERVER_HISTORY_H
#define SERVER_HISTORY_H

#endif
