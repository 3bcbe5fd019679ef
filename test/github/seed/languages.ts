/** Issues that people wrote in their own language, or with unusual characters: title and body. */
export const FOREIGN: readonly (readonly [title: string, body: string])[] = [
  ['السعر يظهر بالعملة الخاطئة بعد تغيير اللغة', '## المشكلة\n\nعند التبديل من الإنجليزية إلى العربية يبقى السعر بـ `EUR` بدل `AED`.\n\n1. افتح صفحة منتج\n2. غيّر اللغة إلى **العربية**\n3. انظر إلى السعر\n\nالمتوقع: ١٢٩٫٠٠ د.إ.\nالفعلي: €32.90'],
  ['زر «إتمام الشراء» خارج الشاشة في اتجاه RTL', 'الزر يختفي إلى اليسار على الهواتف الصغيرة.\n\n```css\n.cart-actions { right: 16px } /* يجب أن تكون inset-inline-end */\n```\n\n- [ ] إصلاح الاتجاه\n- [x] صورة للشاشة'],
  ['طلب: عرض التاريخ الهجري إلى جانب الميلادي', 'كثير من العملاء يسألون عن موعد التسليم بالتاريخ الهجري. هل يمكن إضافته كخيار؟\n\n@yusra-dev ما رأيك؟'],
  ['חיפוש לא מוצא מוצרים עם גרש במילה', '### מה קרה\n\nחיפוש של `ג׳ינס` (עם גרש עברי U+05F3) מחזיר 0 תוצאות, אבל `ג\'ינס` עם גרש רגיל מחזיר 48.\n\n### מה ציפיתי\n\nאותן תוצאות בשני המקרים.'],
  ['כפתור "חזרה" מצביע לכיוון הלא נכון', 'החץ צריך להתהפך בעברית: ← ולא →.\n\nצולם ב-iOS 26.1, גרסה 6.0.0-beta.3.'],
  ['חשבונית PDF: מספרי טלפון מופיעים הפוך', 'במקום `03-555-0142` מופיע `2410-555-30`. כנראה חסר סימון כיווניות סביב המספר.'],
  ['商品详情页在 Safari 中图片加载失败', '## 复现步骤\n\n1. 打开任意商品详情页\n2. 向下滚动到「相关推荐」\n3. 图片显示为灰色方块\n\n## 期望结果\n\n图片正常显示。\n\n```text\nGET /img/nw-2207.avif 406 (Not Acceptable)\n```'],
  ['购物车数量超过 99 时显示不完整', '数量徽章只能显示两位数，`128` 会变成 `12…`。建议显示 `99+`。'],
  ['離島地址無法通過郵遞區號驗證', '輸入 `209` 或 `890` 時顯示「郵遞區號不正確」。\n\n- 縣市：連江縣、金門縣\n- 裝置：Xperia 10 VI'],
  ['通知をタップすると別の商品が開く', '### 現象\n\n配送通知をタップすると、直前に見ていた商品のページが開きます。\n\n### 期待する動作\n\n通知の注文の詳細が開くこと。\n\n| 端末 | OS | 再現 |\n| --- | --- | --- |\n| Xperia 10 VI | Android 16 | 毎回 |\n| iPhone 15 | iOS 26.1 | なし |'],
  ['サイズ表の「㎝」が文字化けする', '`㎝`（U+339D）が `?` になります。NFKC 正規化の前後で値を比べてください。ｶﾀｶﾅ（半角）も同様です。'],
  ['배송 예정일이 하루 늦게 표시됩니다', '시간대가 `Asia/Seoul`인 경우 배송 예정일이 하루 뒤로 표시됩니다.\n\n- [ ] 서버가 UTC 날짜를 보내는지 확인\n- [ ] 앱에서 현지 시간으로 변환'],
  ['Bestellbestätigung: Umlaute als Fragezeichen (ä ö ü ß ẞ)', 'In der Mail steht „Gr??e M“ statt „Größe M“. Betrifft nur die Textfassung.\r\n\r\nKopfzeile: `Content-Type: text/plain; charset=us-ascii`'],
  ['Le panier affiche « 1 articles »', 'Il manque l’accord au singulier.\n\nÀ corriger aussi pour 0 : « 0 article ».'],
  ['👨‍👩‍👧‍👦 Family accounts: who may see whose orders? 🤔', 'We keep coming back to this, so here is the list:\n\n- 👩 sees everything\n- 👧 sees her own\n- 🐕 sees nothing 🙈\n\n🇩🇪🇫🇷🇯🇵 may need different answers. ✅ / ❌ below, please.'],
  ['Zażółć gęślą jaźń: Polish letters break the label printer', 'The printer driver only knows CP437. `Łódź` becomes `?ód?`. The driver’s manual says *“use ZPL ^CI28”*.'],
  ['Names with combining marks are compared byte by byte', 'The composed form (`Lucía`, U+00ED) and the decomposed form (`Lucía`, i + U+0301) are two customers for us.\n\nAlso: Việt Nam, Å vs Å, and “ﬁ” in pasted text. \u200bZero width space at the start of this sentence, by the way.'],
  ['ไทย: คำไม่ตัดบรรทัดในปุ่ม', 'ปุ่ม “ดำเนินการชำระเงินต่อ” ยาวเกินและไม่ตัดบรรทัด'],
  ['Заказ из Казахстана: отчество не помещается', 'Поле принимает 20 символов, этого мало.\n\n> Мусабаевна-Оразгалиева\n\n@pjotrw посмотришь?'],
  ['Ελληνικά: κεφαλαία με τόνους στα κουμπιά', 'Το `text-transform: uppercase` χωρίς `lang="el"` αφήνει τους τόνους: «ΚΑΛΆΘΙ» αντί για «ΚΑΛΑΘΙ».'],
];

/** Titles that trip up careless code: markup, quoting, lengths, odd spaces. */
export const AWKWARD: readonly (readonly [title: string, body: string | null])[] = [
  ['<b>Bold</b> in the product name is escaped twice: &amp;amp;', 'Seen: `Tom &amp;amp; Co`. Expected: `Tom & Co`.\n\n<script>alert("should never run")</script>'],
  ["Customer called O'Neil; DROP TABLE orders;-- cannot check out", 'A real name, more or less. The form says *invalid character*. It is the apostrophe: `O\'Neil`.'],
  ['[x] Done', '- [x] Done\n- [ ] Not done\n- [ ]\n-[ ] not a task\n* [X] capital'],
  ['#1', 'The title is a number sign and a one. The link checker took it for a reference.'],
  ['Very long title: the message that we show when the delivery address is outside of the area that the chosen parcel service covers on the chosen day is shown below the map, above the fold only on screens of more than 1,100 px, and hidden by the chat bubble', 'See title 🙂'],
  ['Tabs\tand  double  spaces in a title', 'Pasted from a spreadsheet:\n\nSKU\tQty\tPrice\nNW-1\t3\t19,90\nNW-2\t1\t7,50\n'],
  ['@everyone please read: release on Thursday', 'This must not notify anybody: `@northwind/everyone`.'],
  ['“Smart quotes” — and dashes … in coupon codes', 'The code was `SAVE–10` (en dash), pasted from a mail. We should accept `SAVE-10`.'],
  ['null', null],
  ['undefined', ''],
];
