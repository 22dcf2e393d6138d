// A short sound and a vibration after each scan of a walk, so that nobody need look: one for good, two low ones for not.

let context: AudioContext | null = null;

/** Browsers allow sound only after a touch; called from one. */
export function allowSound(): void {
  try {
    context ??= new AudioContext();
    void context.resume();
  } catch {
    context = null;
  }
}

export function signal(good: boolean): void {
  navigator.vibrate?.(good ? 60 : [160, 80, 160]);
  if (context?.state !== "running") return;
  const beeps = good ? [[880, 0]] : [[330, 0], [330, 0.22]];
  for (const [hertz, after] of beeps as [number, number][]) {
    const from = context.currentTime + after;
    const tone = context.createOscillator();
    const loudness = context.createGain();
    tone.frequency.value = hertz;
    loudness.gain.setValueAtTime(0.2, from);
    loudness.gain.exponentialRampToValueAtTime(0.001, from + 0.16);
    tone.connect(loudness).connect(context.destination);
    tone.start(from);
    tone.stop(from + 0.17);
  }
}
