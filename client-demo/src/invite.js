// SPDX-License-Identifier: MIT
// @ts-check
/**
 * invite: the link to a room, and its way into a friend's hands.
 */

const KEY = "room";

/** The room that the address of this page names, or "". */
export function invitedTo() {
  return new URLSearchParams(location.search).get(KEY) ?? "";
}

/** The link to a room. @param {string} room */
export function linkTo(room) {
  const url = new URL(document.baseURI);
  url.search = room ? `?${KEY}=${encodeURIComponent(room)}` : "";
  url.hash = "";
  return url.href;
}

/** Makes the address of this page the link; what it asks of the link
 *  conditioner stays. @param {string} room */
export function showInAddress(room) {
  history.replaceState(null, "", linkTo(room) + location.hash);
}

/**
 * Shares or copies the link. Returns what to tell the player.
 * @param {string} room @param {boolean} phone
 * @returns {Promise<string>}
 */
export async function invite(room, phone) {
  const url = linkTo(room);
  if (phone && typeof navigator.share === "function") {
    try {
      await navigator.share({ title: "Roomcast",
        text: "Come and play, the match is on!", url });
      return "";
    } catch {
      // closed without sharing: copy it, that does no harm
    }
  }
  return await copy(url) ? "Link copied. Send it to a friend!" : url;
}

/** @param {string} text */
async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelection(text); // not a secure origin, or not allowed
  }
}

/** @param {string} text */
function copyBySelection(text) {
  const field = document.createElement("textarea");
  field.value = text;
  field.readOnly = true;
  document.body.append(field);
  field.select();
  const copied = document.execCommand("copy");
  field.remove();
  return copied;
}
