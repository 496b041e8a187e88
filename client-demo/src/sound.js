// SPDX-License-Identifier: MIT
// @ts-check
/**
 * sound: everything one hears, made on the spot by WebAudio.
 *
 * Each sound is a few oscillators and bursts of noise with envelopes; nothing
 * is downloaded. Sounds come from a place: the farther, the quieter, and left
 * is left.
 */

const KEY = "roomcast.muted";
const HEARD = 900; // u from the listener at which nothing is left
const MOST_AT_ONCE = 24;

export class Sound {
  constructor() {
    /** @type {AudioContext | null} */
    this.audio = null;
    this.muted = recall();
    this.ear = { x: 0, y: 0 };
    this.playing = 0;
  }

  /** Browsers allow sound only after a gesture: call this from one. */
  wake() {
    if (!this.audio) {
      this.audio = new AudioContext();
      this.out = this.audio.createDynamicsCompressor();
      this.volume = this.audio.createGain();
      this.volume.gain.value = this.muted ? 0 : 0.55;
      this.volume.connect(this.out).connect(this.audio.destination);
      this.noise = makeNoise(this.audio);
    }
    if (this.audio.state === "suspended") {
      this.audio.resume();
    }
  }

  /** @param {boolean} muted */
  mute(muted) {
    this.muted = muted;
    if (this.volume && this.audio) {
      this.volume.gain.setTargetAtTime(muted ? 0 : 0.55,
        this.audio.currentTime, 0.02);
    }
    try {
      localStorage.setItem(KEY, muted ? "1" : "");
    } catch {
      // not remembered, then
    }
  }

  /** Where the listener is, in u. @param {number} x @param {number} y */
  listen(x, y) {
    this.ear.x = x;
    this.ear.y = y;
  }

  /**
   * @param {keyof typeof SOUNDS} name
   * @param {{x: number, y: number}} [at] u; without it, in the head
   * @param {number} [loud]
   */
  play(name, at, loud = 1) {
    const { audio } = this;
    if (!audio || this.muted || audio.state !== "running" ||
        this.playing >= MOST_AT_ONCE) {
      return;
    }
    const dx = at ? at.x - this.ear.x : 0;
    const dy = at ? at.y - this.ear.y : 0;
    const near = 1 - Math.hypot(dx, dy) / HEARD;
    if (near <= 0) {
      return;
    }
    const gain = audio.createGain();
    gain.gain.value = loud * near * near;
    const pan = audio.createStereoPanner();
    pan.pan.value = Math.min(Math.max(dx / 600, -0.8), 0.8);
    gain.connect(pan).connect(/** @type {GainNode} */ (this.volume));
    const voice = new Voice(audio, gain,
      /** @type {AudioBuffer} */ (this.noise));
    SOUNDS[name](voice);
    this.playing++;
    setTimeout(() => {
      pan.disconnect();
      this.playing--;
    }, voice.length * 1000 + 100);
  }
}

function recall() {
  try {
    return localStorage.getItem(KEY) === "1";
  } catch {
    return false;
  }
}

/** @param {AudioContext} audio */
function makeNoise(audio) {
  const noise = audio.createBuffer(1, audio.sampleRate / 2, audio.sampleRate);
  const samples = noise.getChannelData(0);
  for (let i = 0; i < samples.length; i++) {
    samples[i] = Math.random() * 2 - 1;
  }
  return noise;
}

/** One sounding of one sound. Times in s, pitches in Hz. */
class Voice {
  /** @param {AudioContext} audio @param {AudioNode} out
   *  @param {AudioBuffer} noise */
  constructor(audio, out, noise) {
    this.audio = audio;
    this.out = out;
    this.buffer = noise;
    this.length = 0;
    this.start = audio.currentTime;
  }

  /** @param {number} from @param {number} length @param {number} loud */
  #envelope(from, length, loud) {
    const gain = this.audio.createGain();
    const at = this.start + from;
    gain.gain.setValueAtTime(0.0001, at);
    gain.gain.exponentialRampToValueAtTime(loud, at + 0.006);
    gain.gain.exponentialRampToValueAtTime(0.0001, at + length);
    gain.connect(this.out);
    this.length = Math.max(this.length, from + length);
    return gain;
  }

  /** @param {OscillatorType} type @param {number} low @param {number} high
   *  pitch at the begin and the end @param {number} from
   *  @param {number} length @param {number} loud */
  tone(type, low, high, from, length, loud) {
    const at = this.start + from;
    const tone = this.audio.createOscillator();
    tone.type = type;
    tone.frequency.setValueAtTime(low, at);
    tone.frequency.exponentialRampToValueAtTime(high, at + length);
    tone.connect(this.#envelope(from, length, loud));
    tone.start(at);
    tone.stop(at + length);
  }

  /** @param {BiquadFilterType} type @param {number} low @param {number} high
   *  of the filter @param {number} from @param {number} length
   *  @param {number} loud */
  hiss(type, low, high, from, length, loud) {
    const at = this.start + from;
    const source = this.audio.createBufferSource();
    source.buffer = this.buffer;
    source.loop = true;
    const filter = this.audio.createBiquadFilter();
    filter.type = type;
    filter.frequency.setValueAtTime(low, at);
    filter.frequency.exponentialRampToValueAtTime(high, at + length);
    source.connect(filter).connect(this.#envelope(from, length, loud));
    source.start(at, Math.random() * 0.3);
    source.stop(at + length);
  }
}

/** A little off every time, or it becomes a machine. @param {number} pitch */
function about(pitch) {
  return pitch * (0.94 + Math.random() * 0.12);
}

const SOUNDS = {
  /** @param {Voice} v */
  shot(v) {
    v.tone("triangle", about(880), 190, 0, 0.11, 0.5);
    v.tone("square", about(440), 120, 0, 0.05, 0.12);
    v.hiss("bandpass", 2600, 700, 0, 0.07, 0.25);
  },
  /** @param {Voice} v */
  tick(v) { // a shot of mine met somebody
    v.tone("sine", about(1250), 1900, 0, 0.06, 0.5);
    v.tone("triangle", about(1900), 2500, 0.03, 0.06, 0.25);
  },
  /** @param {Voice} v */
  wall(v) {
    v.hiss("bandpass", 1500, 500, 0, 0.06, 0.3);
    v.tone("sine", about(300), 140, 0, 0.05, 0.3);
  },
  /** @param {Voice} v */
  hurt(v) {
    v.tone("sawtooth", about(260), 110, 0, 0.17, 0.3);
    v.hiss("lowpass", 1300, 200, 0, 0.15, 0.5);
  },
  /** @param {Voice} v */
  splat(v) {
    v.hiss("lowpass", 2400, 120, 0, 0.34, 0.8);
    v.tone("sine", about(210), 46, 0, 0.3, 0.9);
    v.tone("triangle", about(620), 90, 0.02, 0.2, 0.25);
  },
  /** @param {Voice} v */
  kill(v) {
    [659, 880, 1319].forEach((pitch, i) =>
      v.tone("triangle", pitch, pitch, i * 0.07, 0.2, 0.4));
  },
  /** @param {Voice} v */
  died(v) {
    [392, 330, 262, 196].forEach((pitch, i) =>
      v.tone("triangle", pitch, pitch * 0.96, i * 0.1, 0.24, 0.4));
  },
  /** @param {Voice} v */
  spawn(v) {
    v.tone("sine", 330, 990, 0, 0.26, 0.35);
    v.tone("sine", 495, 1485, 0.07, 0.26, 0.2);
  },
  /** @param {Voice} v */
  role(v) {
    v.tone("square", 520, 780, 0, 0.1, 0.16);
    v.tone("square", 780, 1040, 0.1, 0.16, 0.16);
  },
  /** @param {Voice} v */
  chat(v) {
    v.tone("sine", 740, 740, 0, 0.09, 0.25);
    v.tone("sine", 988, 988, 0.08, 0.12, 0.25);
  },
  /** @param {Voice} v */
  click(v) {
    v.tone("triangle", 520, 380, 0, 0.06, 0.3);
  },
  /** @param {Voice} v */
  start(v) {
    [523, 659, 784].forEach((pitch, i) =>
      v.tone("triangle", pitch, pitch, i * 0.09, 0.3, 0.35));
  },
  /** @param {Voice} v */
  win(v) {
    [523, 659, 784, 1047, 784, 1047].forEach((pitch, i) => {
      v.tone("triangle", pitch, pitch, i * 0.13, 0.34, 0.4);
      v.tone("sine", pitch / 2, pitch / 2, i * 0.13, 0.34, 0.3);
    });
  },
};
