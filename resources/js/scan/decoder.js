/* Reads codes in pictures of the camera: by the browser where it can, else by a library fetched then. */
const NEEDED = ['qr_code', 'code_128', 'ean_13', 'ean_8']
const LARGEST_SIDE = 800

/** Gives an async function from a video element to the text of the code it shows, or null. */
export async function makeDecoder() {
  return (await nativeDecoder()) ?? libraryDecoder()
}

async function nativeDecoder() {
  const formats = await window.BarcodeDetector?.getSupportedFormats().catch(() => [])
  if (!formats || NEEDED.some((format) => !formats.includes(format))) return null
  const detector = new window.BarcodeDetector({ formats })
  return async (video) => (await detector.detect(video).catch(() => []))[0]?.rawValue ?? null
}

async function libraryDecoder() {
  const { readCode } = await import('./read_code.js')
  const canvas = document.createElement('canvas')
  const context = canvas.getContext('2d', { willReadFrequently: true })
  return async (video) => {
    const { videoWidth, videoHeight } = video
    if (!videoWidth) return null
    const scale = Math.min(1, LARGEST_SIDE / Math.max(videoWidth, videoHeight))
    canvas.width = Math.round(videoWidth * scale)
    canvas.height = Math.round(videoHeight * scale)
    context.drawImage(video, 0, 0, canvas.width, canvas.height)
    return readCode(context.getImageData(0, 0, canvas.width, canvas.height))
  }
}
