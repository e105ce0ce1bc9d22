/** A second country, as its operator would write it in a file: GST 8% in 2023 and 9% from 2024, 10% withheld from
 *  royalties and 15% from other income of payees abroad. */
export const singapore = [
  ...[
    { id: 'sg.gst.2023', from: '2023-01-01', rate: '8/100' },
    { id: 'sg.gst.2024', from: '2024-01-01', rate: '9/100' },
  ].map((row) => ({
    ...row,
    series: 'sg.gst',
    country: 'SG',
    kind: 'vat',
    subjects: ['ads', 'coins', 'subscription', 'service'],
    remitAs: 'vat',
    article: 'GST Act, section 16',
    certainty: 'settled',
    explanation: { en: 'Goods and services tax.', id: 'Pajak barang dan jasa.' },
    exampleGross: '10000',
  })),
  ...[
    { id: 'sg.wht.royalty', subjects: ['royalty'], rate: '10/100' },
    { id: 'sg.wht.other', subjects: ['service', 'ad_share', 'gift'], rate: '15/100' },
  ].map((row) => ({
    ...row,
    series: row.id,
    from: '2020-01-01',
    country: 'SG',
    kind: 'income-nonresident',
    who: { residence: 'foreign' },
    remitAs: 'sg-wht',
    article: 'Income Tax Act, section 45',
    certainty: 'settled',
    explanation: { en: 'Withheld from payees abroad.', id: 'Dipotong dari penerima di luar negeri.' },
  })),
]
