/** Where services come from, and what to look at when nothing comes from there. */
const REGISTRIES = {
  debian: {
    source: "Debian's packages",
    program: 'apt-get',
    remedy: 'check the network, and the sources and proxy of apt (Acquire::http::Proxy)',
  },
  maven: {
    source: "Maven's repository",
    program: 'mvn',
    remedy: 'check the network, and the mirror or proxy in ~/.m2/settings.xml',
  },
  go: {
    source: 'the Go module proxy',
    program: 'go',
    remedy: 'check the network, and GOPROXY and HTTPS_PROXY',
  },
  pypi: {
    source: 'PyPI',
    program: 'python3',
    remedy: 'check the network, and the index and proxy of pip (PIP_INDEX_URL, PIP_PROXY)',
  },
}

/** What the four clients say when nobody answers them. */
const OUT_OF_REACH =
  /could not connect|connection (failed|refused|timed out|reset)|connect(ion)? to .* (failed|refused)|cannot connect|could not resolve|temporary failure|no such host|name or service not known|unknown host|unreachable|i\/o timeout|timed out|proxyconnect|proxy ?error|bad gateway|service unavailable|failed to establish/i

/**
 * The error to throw when `name` could not be fetched: in one sentence what is missing and what to do when
 * its registry is out of reach, or when the program that asks it is not installed; otherwise what that said.
 */
export function unavailable(registry, name, { code, message, said = '' }) {
  const { source, program, remedy } = REGISTRIES[registry]
  if (code === 'ENOENT') {
    return new Error(`${name} comes from ${source}, and the program ${program} is not installed`)
  }
  const lines = `${said}\n${message}`.split('\n').map((line) => line.trim())
  const reason = lines.find((line) => OUT_OF_REACH.test(line))
  if (reason) {
    return new Error(`${source}, which ${name} comes from, cannot be reached: ${remedy}`, {
      cause: reason,
    })
  }
  const fault = lines.find((line) => /^(E:|\[ERROR\]|ERROR:)/.test(line)) ?? said.trim()
  return new Error(`${name} could not be fetched from ${source}: ${fault || message}`)
}
