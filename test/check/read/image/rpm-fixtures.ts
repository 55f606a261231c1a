import { gunzipSync } from 'node:zlib';

const unpacked = (lines: readonly string[]): Buffer => gunzipSync(Buffer.from(lines.join(''), 'base64'));

/**
 * Written by SQLite, with pages of 512 bytes: a table of something else, and `Packages` with acl 2.3.1-4.el9 (its row
 * takes several pages), sssd-client 1:2.9.4-6.el9_4, a key, and 90 fillers (so the table is a tree).
 */
export const sqliteDatabase = (): Buffer => unpacked(SQLITE);

/** Written by Berkeley DB, a hash with pages of 512 bytes: the first twenty of the same. */
export const berkeleyDatabase = (): Buffer => unpacked(BERKELEY);

/** A header of rpm. */
export function rpmHeader(name: string, version: string, release: string): Buffer {
  const texts = [name, version, release].map((text) => Buffer.from(`${text}\0`));
  const head = Buffer.alloc(8 + 16 * texts.length);
  head.writeUInt32BE(texts.length, 0);
  let offset = 0;
  for (const [index, text] of texts.entries()) {
    const entry = [1000 + index, 6, offset, 1];
    for (const [place, value] of entry.entries()) head.writeUInt32BE(value, 8 + 16 * index + 4 * place);
    offset += text.length;
  }
  head.writeUInt32BE(offset, 4);
  return Buffer.concat([head, ...texts]);
}

/** A database in rpm's own format, as rpm lays it out. */
export function ndbDatabase(headers: readonly Buffer[]): Buffer {
  const pages = Math.ceil((32 + 16 * headers.length) / 4096);
  const slots = Buffer.alloc(4096 * pages);
  slots.write('RpmP', 0);
  slots.writeUInt32LE(pages, 12);
  for (let at = 32; at < slots.length; at += 16) slots.write('Slot', at);
  let block = slots.length / 16;
  const blobs = headers.map((header, index) => {
    const size = 16 * Math.ceil((16 + header.length + 12) / 16);
    const blob = Buffer.alloc(size);
    blob.write('BlbS', 0);
    blob.writeUInt32LE(index + 1, 4);
    blob.writeUInt32LE(header.length, 12);
    header.copy(blob, 16);
    for (const [place, value] of [index + 1, block, size / 16].entries()) {
      slots.writeUInt32LE(value, 32 + 16 * index + 4 * (place + 1));
    }
    block += size / 16;
    return blob;
  });
  return Buffer.concat([slots, ...blobs]);
}

const SQLITE = [
  'H4sIAAAAAAAC/+2daXBbVxXHz5GuncV2Fi+x42ZRs3iJbUW2JFvO5i1O4lhe4jhOnN12lKV17CR2IOkwpbKeNygfKOsMKQxDKTB8IP3AFoZh6wcC',
  'pR/YpjO0wPCBpqUBGmZgoHzgXOk8IM5EtpxrW9K7d06O9BTp6d73e++8d/569/jgAf+F4YDj7OCViz3DDjfYABFqHQ4AEPTvCPyv2fk1syFM3wQ4',
  '+zBDfhjTAV/Fk/QQt63dnppbUoLdwz29/YGhy/20YU4NBS5fDQz0TV0UDR2NdZ2Njs66en+jY8p/Fg30XAyU0lLxgG1R7tq1GNwaXmV7T9+TPecC',
  'Q+aj/b6VmK86is4PXL3oaGrtbNzb2OFo72hqqevodjQ3djvqDnW2NbXSp1oaWztLe/sHex31/rZ6R2tbp6P1kN9f7MLU3NxcrAt/Xdvw+cCVsLPd',
  '90Xhl4p6HMOBa8PFkg1B182iLYX+VcFd+fQIvod/x3fxHXwT/4Bv4Gv4Czpib+PL+D28hV/Hm/hVfBE/jzfwU/gcfgQnMIRP43UcxkF8AgN4Go9h',
  'Fx5AP+7FetyJPnSjE4txE67HfMzBFZiGqRRd/g3/gHuRr5z/dvg4ua5j5A4dJdfZTe7AYXKtHeRa2sn528g1t5Lb30KuyU9uXzO5xiZyDbvJ1TeQ',
  'q6snV1tHrqaW3K4acjt3kdu2Q27UKnKVXnJeDzmPm5y7glxFOblyFzmnk1xpMbmSInJbCskVF5Ar2kyucBO5go3kNm8gt0GG5PVryK3LJ7d2Nbk1',
  'eeQeyyWXv4rc6hxyq7LIZS8jlyWP7UwZb1emkVuxlNzyJeSWLSaXkUou3S7fg3gPyHSzREtH+1o0TzYn6IVUsL8dfgBYGjmt2+/y8gq53NPXDxVO',
  't7McPM5AfzVc0y15GgFepLeCpfkv1lvB0vyX6K1gaf5L9VawNH99QWdt/Jq/ddFHtFlwAr4Ck+CcLnfstgsIVrIWvJYe7nCiyHqw/S1eTuNlM7HM',
  'lsvnLp0ru3S198nAdfB5fO6+Su8Z8Pb19Xl7y6thzGcT8OxwRJKyvR5l3elT1p3Jy3+K6NO216YksVIuwaGhoTNlff0XAgPDlMxWOz1QKZPZUx5I',
  'Gpppn85BATedkc2QdjvKJhSmfJ8S4f8M4EtYQg/z3oJFqQJGOrlPx2PYpZZPwbxSLp+90N8fuFLmclVAudMF5QrpQtCeQl1dyl2tUtbV8li6Ci2C',
  'DsF1fAiujLUT//1SF39pRlj+3w7oIhcjuiuLBYTO8/Z4Udn28ChHp3InaFlEg17Hgw4qG7R7YQYd5o/wR5CWvG0kd4kAo4Kp/VQZNW8c76qx8P8B',
  'SEtMtDuWEtoPMNq/KkNbmehoY+F/A6TFHdqeNAGjeyJoMUcZ2ipLoI2F//tB2jy2UGq6gLEVjHabMrQ+jXY2/DtAmiK0JRmE9iijPaUMbbVGO2f8',
  'y0Da9GjblwkY38RoDVVoy10a7UKKQLHBKtew4p7ozFtGWHBrB/w5voBH4Q60P6Kek5MlYIQ1KGhSFiIeMdOCS5kCgme4W5uUdevhWgUYNSsFTNo4',
  'WP5tll9JLc/IXyFgwsdrejXKmqjlhq4upyA9wO/+SvR358R+/Ffo4z/JgsSDjN2asYWu/2zQA9hAbk4E/lM5AkL1HHk/pizyxk0SD8Ft2XTKu8Yj',
  'HFA2wvlQoPj6/58gzVJtRKwSYKQztW8po5ZYCgTz/yVISxq0xbmEtovRvqEMbRIqEMz/ayAtEdC25gkY5dlpaFOFtsKqCgTz/xBIW2C0Q6sJ7ROM',
  'tlAZWq1XTM8/ANLmTu3Pyxcw5mG0fmVodSqq6Po/E6A2fB+VhNW7RsD4Pob1yej6gSO08zFC+zS/+7IytDoDjVP9t8KjySSq2PuQFht/r+afRDtJ',
  'Rjhy35L6/2ewhp4kTAvaHAJGFnOWV6nszBNLAg/GgfUCJgv4zuMUZZ2QP1IYpesETBznU+vvZ7jujcaitfSxTP7Yd6Kfvx//Pwk4eo8q9WGfrLFB',
  '3w9l9ev/ccAucgsYzP0bBITWcDB/RlUcdS+MrgPBwsfp3NTBwzmm7LSgXIGM5P+yNlM6WL4FL2+knfAsU/uisp0wjhUo1n/eBGnJ/GvPqk0CDBej',
  '/YkytImuQDH/H4K0BEW7fTOhfYrR/kUZWksoUMz/eZAWf2hPFwgY3c2pTLYytFrCmsKf8oBr84s2lFIoYGwZo61WhlarU7PhfxCkqUK7pYjQHmG0',
  'J5Wh1QrEnPF3wvRz/8No24oFjG9gtCFlaLUCkTC//7j1FKtk+kUocv//wcj9/8fgbQXngWC2U8BIKV+Q71MVJDyPlmvBYJmAYC/3aqOyXj00uQdj',
  'V6mASeBgeW/WEwBcxuoSAROVvKKfRVf0t4aGt1CM7ud3fzn6u8tiP/71PLykCxIP7tV6Rp6l9P8+wN3k5khWPekSEKrlyPucssgbL1k8BKu30gnv',
  'fTzAi8oGOA8KFF///wukWWwCgL1cgGGWc/qmMmoJpUAw/1+BtORBW1RBaM2iYq8rQ5t8CgTzvwnSEgJti1vAKNffQlSG1qIKBPP/MEhbaLRXPISW',
  '68lhgTK0WrCYlv9ZkDaHan+uV8AY11/DZmVodS6q5vo/C6BOugisnioB42bZrU9EFxB8oR2VhJbrr+ElVWi9OgONT/3Xq+dTJazYq+L+f6+edJVM',
  'O0lE/8+W+v8NrIPvykrdwYIdAkbaOX06qiykq06fIIjbqaNmQWuvso7GkMKD0b5NwCTXRLMJVX2g5zuMkmoBE2Ylvd/NYNX0sN1I9dGnzNKKt6Kf',
  'vqulm9lG0TPykjU4ePX9UBa//q8BrICa2Wj7l3YJCJl11V5QFoHjN2eHYPNOGnI+D/mDyoa8IAoU5/80gjtJrvbn1AgwzLqEt5VRS3AFgvn/CKQl',
  'KtpttYTWrL/1Z1VoK62gQDD/z4K0OER7qk7AKBePwyxlaLWGcT//6yBtfm8AF/UCxrj+GvqUodXyxCz4d4I0ZWiLGwgt11/DE8rQ6gx0rvhvBWkz',
  'Qdu6W8C4g9GOKEOrM9BE0f8r9QybZPpFIKL/dkXu/z4O70CXklv+spoEjGzhS/K9ysLEI2VbMLBPQPA0d2qDsk49TKsAY+deARNmbbR3Z3sD+F4j',
  'bw+txyyf90p0RXdPaKiRQrRZR/FL0d+9O/bjX0/DSr4g8SBlPSPLSvpvALBxDiuABk80Cwjt4sj7UVWRtypO0ngI+vbT6W6Yx9evbHxzr0Dx9f97',
  'IM1qN4Db/AIMs4DcN5RRSyQFgvn/GqQlEdrCFkJr1l/6jTK0SadAMP+XQFpioPW3ChjlSmHyb5grQmtNBYL5PwvSFhzt5TZCy/W3cLMytFqxmI7/',
  'OZA2l2r/qnYBY1x/C/crQ6uTUSXX/9kA9dIxrNMdAsbNsksfj64gtIW2HyC0XH8LB5Wh1RloXOq/VXo6TcKKvSru/67Sc26SaSeJ6P95Uv9/Hhvg',
  '+/Q0ItlsPixgpJUzqG5VUd2nOIOCIHRRPwX306OsnzNP4sFoOyRgkoti2eyKukBPDxpbOgVMmJXUfjv9mql1GCkH6UNmZb1vRz97h//a7ww3iZ6R',
  'laTRweXT90NZ+/q/DtBNblba/mC3gJBZV+sLygJw3CbtENx/hEacxyN+WtmIF0KB4vyfOvxWsqv92UcFGGZVuh8ro5bYCgTzfxmkJSza6mOE1qy/',
  'dFcZWgsoEMz/cyAtHtGePC5gtJYvZjOVodUixn38nwJp83wDuP2EgDGuv4VVytBqfSIW/v8BWC4IxwCwAAA=',
];

const BERKELEY = [
  'H4sIAAAAAAAC/+2cS2yMURTHz5mZTh/T1/Slqmi12qIznVerZWMlsWBHLES1o6oxEVGSWlhIamEhsbGxsxGPWIoFSwkiiJVHsBSPCCJWBPf0O9rr',
  'thrVS79xz02+3HP+7Xxtvv/5nfnunQcAAII3BmrDUExBQB1FnpaG6ePiivMAXwGePQlsqNzsaaidh0aNOh6c3LvT1GX4b0z3bhtC2Wd8h6/xOT7G',
  'u3gLr+NVvITn8AyexhM4jmM4isM4iNvE3BlGMPSpKaXm8qC6sjUsxNV8Q6GFVSysVnMdCZUstKq5NaSEchaWqfkJnaOUhQY1nyKhhIU6NW8koYgF',
  'OvkXOmmYBTrXWRJCLNBDM/SQgOZ/YJ7+z8S5u/zTZU6o+RVd92oWOtW8noQoC+1q3kR2V7DQrOZv5EwZC41qvkJChIV6Ne8joZgFKq5mEgpZoFp6',
  'SH+lgAUqncskBEngI6pURM3/IMehifwFQqGXRG6rn71UcXjql4OvOA9x/przEs7fck7/Cw5kc5CKp+NJyMSHcn0wJsNH44f/Ia6Bgkn/5dq45H8B',
  '10BY/HfS/zDXQKH476T/hVwDReK/k/4XcQ0Ui/9O+l88teWj8suQX/7LjsN8939KOI7o6z91QxB4Osv6r9RY/1Vx/sa7mQw8MtaDtHuBo6Oju2PZ',
  '3MjQ/kNqXdgXz0APrQv7M7IyXED+I1oNIGyR/m+3N6Hf+S/luEznnzYEls7Cf8TgnzajcPjAcOzA4cF9Q0egN9ObzvZ074bubDbbPZjsk17rV//L',
  'tBpAuOndDMpwxv9yjitM/qNz4H/iwXtGcrmhg7FEIgHJuDrk+uaD/xVaDSBcE/4d87+S46jx+g+snSv/2v1+9Kd+kOR+ICs6H/of1WoA4YPw75j/',
  'VRxXm/zvsMZ/ai78S5P4t/5XazWAUIfCv1v+13Bca/J/zBr/aev8S5Ow5n+tVgMI64V/x/yv43iRyf85a/xnFoZ/aRK/4/8irQYQdgn/jvlfz/Fi',
  'k/871vjv9jH/TjcJZN/rJ/Pjwr9j/DdwvMTk/701/nvynf//tUkg+94wmV8U/h3jv5HjpQb/WGuN/7VO8J+HTQLZ98bJ/L7w7xj/yzhebvK/zhr/',
  'vcK/P5sEsu9UA026/zKc4b+Ja8DLy+X1X8f8b+Z4hdn/+631/z7p//58kkD2nWqgRfq/k/y3cA14eVr6v2P+t3K80uz/47b6fzIh/d+fTxLIvlMN',
  'tEn/d5L/Nq4BL98u/d8x/9s57jD7/wVr/T8p/d+/n//s4BpYBdM//y+E/P/8r+Ia8PKj0v8d8381x2vM/n/PWv9PSf/3b/9fo9UAQmLu3/8hGOU1',
  '/50cx0z+P1rjPy38+5f/mFYDCFv/0vf/CGt+5T/OcZfBP20KWeL/1+//FwsW3P8urQYQnsv9v2P+JzhOmvxvssb/PN//Lz79Tf+TWg0gBGX/3zH/',
  'UxynTf73W+P/X7z/X8z8Q//TWg0gdAj/jozvM2OBrABoAAA=',
];
