import {
  AlignmentType,
  convertMillimetersToTwip,
  Footer,
  LineRuleType,
  PageNumber,
  Paragraph,
  TextRun,
  type IPropertiesOptions,
  type ISectionPropertiesOptions,
} from 'docx';

/** docx counts type in half points. */
const points = (size: number) => size * 2;
/** Twips: twentieths of a point. */
const linePitch = { line: 28 * 20, lineRule: LineRuleType.EXACT };
/** Two characters of 16 points. */
const twoCharacters = { firstLine: 32 * 20 };

/** Word takes the font of Chinese characters from `eastAsia`. Fonts are named, not embedded. */
export const font = (chinese: string) => ({
  ascii: 'Times New Roman',
  hAnsi: 'Times New Roman',
  cs: 'Times New Roman',
  eastAsia: chinese,
  hint: 'eastAsia',
});

export const styleIds = { title: 'gwTitle', body: 'gwBody', mark: 'gwMark' } as const;

/** Type and paragraphs after GB/T 9704-2012: title 二号, body 三号, line pitch 28 points. */
export const gongwenStyles: NonNullable<IPropertiesOptions['styles']> = {
  default: {
    document: {
      run: { font: font('仿宋_GB2312'), size: points(16), language: { value: 'zh-CN', eastAsia: 'zh-CN' } },
      paragraph: { spacing: linePitch },
    },
    heading1: {
      run: { font: font('黑体'), size: points(16), bold: false, color: '000000' },
      paragraph: { spacing: linePitch, indent: twoCharacters, outlineLevel: 0 },
    },
  },
  paragraphStyles: [
    {
      id: styleIds.title,
      name: '公文标题',
      basedOn: 'Normal',
      run: { font: font('方正小标宋简体'), size: points(22) },
      paragraph: { alignment: AlignmentType.CENTER, spacing: { ...linePitch, after: 28 * 20 } },
    },
    {
      id: styleIds.body,
      name: '公文正文',
      basedOn: 'Normal',
      run: { font: font('仿宋_GB2312'), size: points(16) },
      // Not justified: LibreOffice 7 loses a comma or full stop that hangs over the end of a justified line.
      paragraph: { alignment: AlignmentType.LEFT, spacing: linePitch, indent: twoCharacters },
    },
    {
      id: styleIds.mark,
      name: '公文标识',
      basedOn: 'Normal',
      run: { font: font('楷体_GB2312'), size: points(12) },
      paragraph: { spacing: { line: 20 * 20, lineRule: LineRuleType.EXACT, after: 28 * 20 } },
    },
  ],
};

/** A4 with 37, 35, 28 and 26 mm at the top, foot, binding and outer edge; the page number between dashes. */
export const gongwenPage: ISectionPropertiesOptions = {
  page: {
    size: { width: convertMillimetersToTwip(210), height: convertMillimetersToTwip(297) },
    margin: {
      top: convertMillimetersToTwip(37),
      bottom: convertMillimetersToTwip(35),
      left: convertMillimetersToTwip(28),
      right: convertMillimetersToTwip(26),
      footer: convertMillimetersToTwip(28),
    },
  },
};

export const gongwenFooter = () =>
  new Footer({
    children: [
      new Paragraph({
        alignment: AlignmentType.CENTER,
        children: [new TextRun({ font: font('宋体'), size: points(14), children: ['— ', PageNumber.CURRENT, ' —'] })],
      }),
    ],
  });
