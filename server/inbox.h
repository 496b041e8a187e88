/* SPDX-License-Identifier: MIT */
#ifndef SERVER_INBOX_H
#define SERVER_INBOX_H

#endif
