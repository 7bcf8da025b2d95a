import { test } from '@japa/runner'
import { isPublicAddress } from '#events/webhooks/address_rules'
import { pinnedLookup, requirePublicHost } from '#events/webhooks/pinned_lookup'
import { checkedUrl } from '#events/webhooks/webhook_url'

const PUBLIC = [
  '1.1.1.1',
  '8.8.8.8',
  '93.184.216.34',
  '172.32.0.1',
  '100.128.0.1',
  '2606:4700::1111',
]

const REFUSED = {
  'this host': ['0.0.0.0', '0.1.2.3', '::'],
  'loopback': ['127.0.0.1', '127.255.255.254', '::1'],
  'private': ['10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.1.1', 'fc00::1', 'fd12::1'],
  'carrier': ['100.64.0.1', '100.127.255.255'],
  'link-local': ['169.254.1.1', 'fe80::1', 'fe80::1%eth0', 'febf::1'],
  'metadata': ['169.254.169.254', '168.63.129.16', '100.100.100.200', 'fd00:ec2::254'],
  'multicast': ['224.0.0.1', '239.255.255.255', 'ff02::1'],
  'reserved': ['240.0.0.1', '255.255.255.255', '192.0.0.192', '192.0.2.1', '198.18.0.1', 'fec0::1'],
  'documents': ['198.51.100.7', '203.0.113.9', '2001:db8::1', '3fff::1'],
  'IPv4 within IPv6': [
    '::ffff:127.0.0.1',
    '::ffff:7f00:1',
    '::ffff:8.8.8.8',
    '::127.0.0.1',
    '64:ff9b::7f00:1',
    '64:ff9b::808:808',
    '2002:7f00:1::',
    '2001:0:7f00:1::',
  ],
  'no address': ['', 'example.com', '127.1', '2130706433', '0x7f000001', '1.1.1.1.1'],
}

const REFUSED_URLS = [
  'http://localhost/',
  'http://localhost./',
  'https://shop.localhost:8443/x',
  'http://printer.local/',
  'http://metadata.google.internal/computeMetadata/v1/',
  'http://127.0.0.1/',
  'http://127.1/',
  'http://2130706433/',
  'http://0x7f.0.0.1/',
  'http://0177.0.0.1/',
  'http://１２７.0.0.1/',
  'http://[::1]/',
  'http://[::ffff:127.0.0.1]/',
  'http://[::ffff:a9fe:a9fe]/',
  'http://169.254.169.254/latest/meta-data/',
  'http://0/',
]

const NO_URLS = [
  '',
  'example.com',
  '/events',
  'ftp://example.com/',
  'file:///etc/passwd',
  'javascript:alert(1)',
  'gopher://example.com:70/',
  'https://user:secret@example.com/',
  'https://user@example.com/',
  `https://example.com/${'a'.repeat(2_000)}`,
]

test.group('Addresses that webhooks may reach', () => {
  test('are those of the public Internet', ({ assert }) => {
    for (const address of PUBLIC) assert.isTrue(isPublicAddress(address), address)
  })

  for (const [kind, addresses] of Object.entries(REFUSED)) {
    test(`are none of this kind: ${kind}`, ({ assert }) => {
      for (const address of addresses) assert.isFalse(isPublicAddress(address), address)
    })
  }

  test('are written in no way that hides a private one', ({ assert }) => {
    for (const url of REFUSED_URLS) assert.throws(() => checkedUrl(url), /public Internet/)
    for (const url of NO_URLS) assert.throws(() => checkedUrl(url), /^url: /)
    assert.equal(checkedUrl(' https://Example.com:443/a?b=c#d '), 'https://example.com/a?b=c')
    assert.equal(checkedUrl('http://[2606:4700::1111]:8080/'), 'http://[2606:4700::1111]:8080/')
  })

  test('are refused as a whole when one of a name is private', async ({ assert }) => {
    const resolver = async () => [
      { address: '1.1.1.1', family: 4 },
      { address: '10.0.0.7', family: 4 },
    ]
    await assert.rejects(
      () => requirePublicHost('two.example', resolver),
      'two.example is at 10.0.0.7, which is not a public address'
    )
    await assert.rejects(() => requirePublicHost('[::1]'), '::1 is not a public address')
    await requirePublicHost('1.1.1.1')
  })

  test('are asked for once: what was checked is what is connected to', async ({ assert }) => {
    let asked = 0
    const rebinding = pinnedLookup(async () => {
      asked++
      return [{ address: asked === 1 ? '1.1.1.1' : '127.0.0.1', family: 4 }]
    })
    const look = (all: boolean) =>
      new Promise((resolve) => {
        rebinding('rebind.example', { all }, (error, address) => resolve(error ?? address))
      })

    assert.deepEqual(await look(true), [{ address: '1.1.1.1', family: 4 }])
    assert.equal(asked, 1)
    assert.instanceOf(await look(false), Error)
  })
})
