/** What a screen needs that is on day and night: it stays awake, burns nothing in, can be heard. */

import { useEffect, useState } from "react";

export function useWakeLock(): void {
  useEffect(() => {
    let lock: WakeLockSentinel | undefined;
    let isGone = false;
    const hold = () => {
      if (document.hidden) return;
      navigator.wakeLock?.request("screen").then(
        (held) => {
          lock = held;
          if (isGone) held.release();
        },
        // Refused on battery, and on plain http: the screen's own settings decide then.
        () => undefined,
      );
    };
    hold();
    document.addEventListener("visibilitychange", hold);
    return () => {
      isGone = true;
      document.removeEventListener("visibilitychange", hold);
      lock?.release();
    };
  }, []);
}

const SHIFT_EVERY_MS = 5 * 60_000;
const SHIFTS = [
  { x: 0, y: 0 },
  { x: 4, y: 2 },
  { x: -3, y: 4 },
  { x: -4, y: -3 },
  { x: 3, y: -2 },
];

/** Moves everything by a few pixels now and then. */
export function usePixelShift(): { x: number; y: number } {
  const [index, setIndex] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => setIndex((held) => held + 1), SHIFT_EVERY_MS);
    return () => clearInterval(timer);
  }, []);
  return SHIFTS[index % SHIFTS.length] ?? { x: 0, y: 0 };
}

const TONES = [880, 660, 880];

/** Three short tones. Browsers stay silent until somebody has touched the page once. */
export function playAlarm(): void {
  const audio = new AudioContext();
  TONES.forEach((frequency, index) => {
    const tone = audio.createOscillator();
    const start = audio.currentTime + index * 0.3;
    tone.frequency.value = frequency;
    tone.connect(audio.destination);
    tone.start(start);
    tone.stop(start + 0.2);
  });
  setTimeout(() => audio.close(), 2000);
}
