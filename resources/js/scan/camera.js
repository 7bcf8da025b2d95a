/*
 * The camera of the scan page: [data-camera] holds video, [data-camera-choice], [data-camera-torch],
 * [data-camera-close] and [data-camera-problem]; [data-camera-open] opens it.
 */
import { t } from '../i18n.js'

const PAUSE_MS = 120
/** A code that stays in view is one scan; away for so long, it may come again. */
const AWAY_MS = 1200
const CHOICE = 'bincard-camera'

export class Camera {
  constructor(panel, onCode) {
    this.panel = panel
    this.onCode = onCode
    this.video = panel.querySelector('video')
    this.choice = panel.querySelector('[data-camera-choice]')
    this.torch = panel.querySelector('[data-camera-torch]')
    this.problem = panel.querySelector('[data-camera-problem]')
    this.lastCode = null
    this.lastSeen = 0
    panel.querySelector('[data-camera-close]').addEventListener('click', () => this.close())
    this.choice.addEventListener('change', () => this.choose())
    this.torch.addEventListener('click', () => this.toggleTorch())
    document.addEventListener('visibilitychange', () => document.hidden && this.close())
    window.addEventListener('pagehide', () => this.close())
  }

  get isOpen() {
    return Boolean(this.stream)
  }

  async open() {
    this.panel.hidden = false
    this.tell('')
    try {
      if (!navigator.mediaDevices?.getUserMedia) throw new Error('insecure')
      await this.start()
    } catch (error) {
      this.stop()
      this.tell(explain(error))
    }
  }

  async start() {
    const known = localStorage.getItem(CHOICE)
    const which = known ? { deviceId: { ideal: known } } : { facingMode: { ideal: 'environment' } }
    this.stream = await navigator.mediaDevices.getUserMedia({
      audio: false,
      video: { ...which, width: { ideal: 1280 }, height: { ideal: 720 } },
    })
    this.video.srcObject = this.stream
    await this.video.play()
    this.track = this.stream.getVideoTracks()[0]
    this.torch.hidden = !this.track.getCapabilities?.().torch
    this.torch.setAttribute('aria-pressed', 'false')
    await this.listCameras()
    const { makeDecoder } = await import('./decoder.js')
    this.decode ??= await makeDecoder()
    this.panel.dataset.state = 'looking'
    void this.look(this.stream)
  }

  async look(stream) {
    while (this.stream === stream) {
      const code = await this.decode(this.video)
      if (this.stream === stream) this.see(code)
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS))
    }
  }

  see(code) {
    const now = performance.now()
    if (code === null) return
    const isNew = code !== this.lastCode || now - this.lastSeen > AWAY_MS
    this.lastCode = code
    this.lastSeen = now
    if (isNew) this.onCode(code)
  }

  async listCameras() {
    const devices = await navigator.mediaDevices.enumerateDevices()
    const cameras = devices.filter(({ kind }) => kind === 'videoinput')
    const current = this.track.getSettings().deviceId
    this.choice.replaceChildren(
      ...cameras.map(({ deviceId, label }, index) => {
        const name = label || t('Camera {number}', { number: index + 1 })
        return new Option(name, deviceId, false, deviceId === current)
      })
    )
    this.choice.hidden = cameras.length < 2
  }

  async choose() {
    localStorage.setItem(CHOICE, this.choice.value)
    this.stop()
    await this.open()
  }

  async toggleTorch() {
    const isOn = this.torch.getAttribute('aria-pressed') !== 'true'
    await this.track.applyConstraints({ advanced: [{ torch: isOn }] }).catch(() => {})
    this.torch.setAttribute('aria-pressed', String(isOn))
  }

  stop() {
    for (const track of this.stream?.getTracks() ?? []) track.stop()
    this.stream = null
    this.video.srcObject = null
    this.panel.dataset.state = 'off'
  }

  close() {
    const hadFocus = this.panel.contains(document.activeElement)
    this.stop()
    this.panel.hidden = true
    if (hadFocus) document.querySelector('[data-camera-open]')?.focus()
  }

  tell(text) {
    this.problem.textContent = text
    this.problem.hidden = text === ''
    this.video.hidden = text !== ''
  }
}

function explain({ name, message }) {
  if (message === 'insecure') {
    return t(
      'Browsers give the camera only to pages that come by https. Open Bincard by its https address, or use a scanner.'
    )
  }
  if (name === 'NotAllowedError') {
    return t(
      'The camera may not be used. Allow it for this page in the browser’s settings, then try again.'
    )
  }
  if (name === 'NotFoundError' || name === 'OverconstrainedError') {
    return t('This device has no camera.')
  }
  if (name === 'NotReadableError') return t('Another program is using the camera.')
  return t('The camera does not work just now.')
}
