import { describe, expect, test } from 'vitest'
import { prometheus } from '../../../src/drivers/meter/prometheus.ts'

describe('the meter', () => {
  test('renders counters, gauges and histograms as Prometheus reads them', () => {
    const meter = prometheus({ buckets: [0.1, 1] })
    meter.count('requests_total', { status: '200', method: 'GET' })
    meter.count('requests_total', { method: 'GET', status: '200' }, 2)
    meter.count('boots_total')
    for (const value of [7, -0.5]) meter.gauge('age_seconds', value, { of: 'log' })
    for (const seconds of [0.05, 0.1, 0.5, 7]) meter.observe('request_seconds', seconds, { route: '/v1/me' })
    expect(meter.render()).toBe(
      [
        '# TYPE boots_total counter',
        'boots_total 1',
        '# TYPE requests_total counter',
        'requests_total{method="GET",status="200"} 3',
        '# TYPE age_seconds gauge',
        'age_seconds{of="log"} -0.5',
        '# TYPE request_seconds histogram',
        'request_seconds_bucket{route="/v1/me",le="0.1"} 2',
        'request_seconds_bucket{route="/v1/me",le="1"} 3',
        'request_seconds_bucket{route="/v1/me",le="+Inf"} 4',
        'request_seconds_sum{route="/v1/me"} 7.65',
        'request_seconds_count{route="/v1/me"} 4',
        '',
      ].join('\n'),
    )
  })

  test('renders nothing where nothing was counted', () => {
    expect(prometheus().render()).toBe('')
  })

  test('escapes what a label may hold', () => {
    const meter = prometheus()
    meter.count('a_total', { what: 'a"b\\c\nd' })
    expect(meter.render()).toContain('a_total{what="a\\"b\\\\c\\nd"} 1\n')
  })

  test('counts the unexpected together, so that no label exhausts memory', () => {
    const meter = prometheus({ maxSeries: 3 })
    for (let i = 0; i < 1_000; i++) {
      meter.count('a_total', { id: `${i}` })
      meter.observe('b_seconds', 0.1, { id: `${i}` })
    }
    const text = meter.render()
    expect(text.match(/^a_total/gm)).toHaveLength(4)
    expect(text).toContain('a_total{id="other"} 997')
    expect(text).toContain('b_seconds_count{id="other"} 997')
  })

  test.each([Number.NaN, Number.POSITIVE_INFINITY, -1])('does not count %d', (by) => {
    const meter = prometheus()
    meter.count('a_total')
    meter.count('a_total', {}, by)
    expect(meter.render()).toContain('a_total 1\n')
  })

  test('does not put what is no duration into a histogram', () => {
    const meter = prometheus()
    meter.observe('a_seconds', 1)
    meter.observe('a_seconds', Number.NaN)
    expect(meter.render()).toContain('a_seconds_count 1\n')
    expect(meter.render()).toContain('a_seconds_sum 1\n')
  })

  test.each([
    ['a metric', () => prometheus().count('not a name')],
    ['a label', () => prometheus().count('a_total', { 'no-name': 'x' })],
    ['a label that histograms need', () => prometheus().observe('a_seconds', 1, { le: 'x' })],
  ])('refuses a name that Prometheus would not read for %s', (_what, call) => {
    expect(call).toThrow(/^Not the name of/)
  })
})
