/* A short tone and a buzz for each scan; both can be switched off. */
const SWITCHES = { beep: 'bincard-scan-beep', buzz: 'bincard-scan-buzz' }
let audio = null

export function isOn(name) {
  return localStorage.getItem(SWITCHES[name]) !== 'off'
}

export function switchSignal(name, on) {
  localStorage.setItem(SWITCHES[name], on ? 'on' : 'off')
}

/** High for what was found, low and twice for what was not. */
export function signal(isGood) {
  if (isOn('buzz')) navigator.vibrate?.(isGood ? 60 : [80, 60, 80])
  if (isOn('beep')) beep(isGood)
}

function beep(isGood) {
  try {
    audio ??= new AudioContext()
    // Without a touch of the page browsers keep quiet, and say so in the console.
    if (audio.state !== 'running') return void audio.resume()
    const tone = audio.createOscillator()
    const volume = audio.createGain()
    tone.frequency.value = isGood ? 1320 : 280
    volume.gain.value = 0.08
    tone.connect(volume).connect(audio.destination)
    tone.start()
    tone.stop(audio.currentTime + (isGood ? 0.08 : 0.3))
  } catch {
    // A device without sound scans all the same.
  }
}
