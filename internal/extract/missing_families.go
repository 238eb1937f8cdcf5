package extract

import "xunpan"

// want is one thing a quotation needs, with the question that offers choices
// (DOMAIN D8.5: choices rather than blanks).
type want struct {
	field string
	ask   xunpan.Text
	// known are words of specs that answer it; a spec holding one of them, or
	// one of its units, makes the question needless.
	known []string
}

// families says what must be known of each kind of goods, most needed first.
// Kinds are the values of the catalogue's group "_family".
var families = map[string][]want{
	"electrical": {
		{"voltage", xunpan.Text{
			En: "Voltage: A) 220–240 V / 50 Hz, B) 110–120 V / 60 Hz, C) 12/24 V DC – which do you need?",
			Zh: "电压：A) 220–240 V / 50 Hz，B) 110–120 V / 60 Hz，C) 12/24 V 直流——需要哪一种？"}, []string{"v", "volt", "volts", "vac", "vdc", "50hz", "60hz"}},
		{"plug", xunpan.Text{
			En: "Plug: A) EU, B) UK, C) US, D) no plug – which one?",
			Zh: "插头：A) 欧规，B) 英规，C) 美规，D) 不带插头——要哪一种？"}, []string{"plug", "plugs", "enchufe", "prise", "stecker", "spina", "вилка", "fiş", "插头"}},
		{"power", xunpan.Text{
			En: "Power or capacity: please name the rating (W, Ah, BTU), or shall we offer A) the economy, B) the standard, C) the high-power model?",
			Zh: "功率或容量：请告知规格（W、Ah、BTU），或由我们报 A) 经济型，B) 标准型，C) 大功率型？"}, []string{"w", "kw", "watt", "watts", "ah", "mah", "kwh", "btu", "hp", "lm", "lumen"}},
	},
	"textile": {
		{"size", xunpan.Text{
			En: "Sizes: A) S–XL in equal parts, B) your own size split, C) one size – which?",
			Zh: "尺码：A) S–XL 均码配比，B) 按贵方尺码配比，C) 均一尺码——选哪一种？"}, []string{"size", "sizes", "xl", "xxl", "cm", "mm", "inch", "talla", "tallas", "taille", "größe", "taglia", "размер", "beden", "尺码", "尺寸"}},
		{"colour", xunpan.Text{
			En: "Colours: A) black/white from stock, B) Pantone colours of yours, C) assorted – which?",
			Zh: "颜色：A) 现货黑/白，B) 按贵方潘通色，C) 混色——选哪一种？"}, []string{"color", "colors", "colour", "colours", "pantone", "ral", "black", "white", "blue", "red", "green", "grey", "gray", "beige", "navy", "charcoal", "颜色", "色"}},
		{"material_weight", xunpan.Text{
			En: "Material and weight: A) 100 % cotton, B) cotton/polyester, C) polyester; and 160, 180 or 220 g/m² – which?",
			Zh: "面料和克重：A) 100% 棉，B) 涤棉，C) 涤纶；克重 160、180 还是 220 g/m²？"}, []string{"gsm", "g", "cotton", "polyester", "nylon", "leather", "denim", "wool", "mesh", "oxford", "canvas", "d", "oz", "algodón", "coton", "baumwolle", "cotone", "хлопок", "pamuk", "nitrile", "latex", "棉", "涤纶"}},
	},
	"metal": {
		{"grade", xunpan.Text{
			En: "Material grade: A) carbon steel, B) stainless 304, C) stainless 316, D) brass or aluminium – which?",
			Zh: "材质牌号：A) 碳钢，B) 304 不锈钢，C) 316 不锈钢，D) 黄铜或铝——选哪一种？"}, []string{"304", "316", "316l", "ss304", "ss316", "carbon", "stainless", "brass", "wcb", "a105", "q235", "s235", "grade", "aluminium", "aluminum", "zinc", "iron", "inox", "steel", "copper", "carbide", "galvanizada", "galvanized"}},
		{"size", xunpan.Text{
			En: "Size and pressure class: please give DN/inch, thickness and class, or a drawing – A) by list, B) by drawing?",
			Zh: "尺寸和压力等级：请提供 DN/英寸、厚度、等级或图纸——A) 按清单，B) 按图纸？"}, []string{"mm", "cm", "inch", "dn", "m6", "m8", "m10", "class", "pn", "150", "300", "sch", "x", "diameter", "thickness"}},
		{"finish", xunpan.Text{
			En: "Finish: A) plain, B) zinc plated, C) hot-dip galvanised, D) powder coated or polished – which?",
			Zh: "表面处理：A) 原色，B) 镀锌，C) 热浸锌，D) 喷粉或抛光——选哪一种？"}, []string{"galvanized", "galvanised", "galvanizada", "zinc", "plated", "polished", "brushed", "coated", "painted", "ral", "anodized", "finish", "epoxy", "epóxica"}},
	},
	"chemical": {
		{"grade", xunpan.Text{
			En: "Grade and purity: A) industrial, B) food, C) pharmaceutical (BP/USP) – which, and at least what purity?",
			Zh: "级别和纯度：A) 工业级，B) 食品级，C) 医药级（BP/USP）——选哪一种？最低纯度要求？"}, []string{"grade", "bp", "usp", "food", "industrial", "tech", "pharma", "purity", "%", "ep", "mesh"}},
		{"packing", xunpan.Text{
			En: "Packing: A) 25 kg bags, B) 500–1,000 kg big bags, C) 200 l drums or IBC – which?",
			Zh: "包装：A) 25 公斤袋，B) 500–1000 公斤吨袋，C) 200 升桶或 IBC——选哪一种？"}, []string{"bag", "bags", "drum", "drums", "ibc", "kraft", "bulk", "jumbo", "25"}},
	},
	"packaging": {
		{"volume", xunpan.Text{
			En: "Volume or size: A) 30 ml, B) 50 ml, C) 100 ml, D) another – which?",
			Zh: "容量或尺寸：A) 30 ml，B) 50 ml，C) 100 ml，D) 其他——要哪一种？"}, []string{"ml", "l", "oz", "cl", "liter", "litre", "cm", "mm", "inch", "g", "cc"}},
		{"closure", xunpan.Text{
			En: "Neck and closure: A) screw cap, B) pump, C) sprayer, D) dropper; which neck finish?",
			Zh: "瓶口和瓶盖：A) 螺旋盖，B) 泵头，C) 喷头，D) 滴管；瓶口规格是？"}, []string{"neck", "cap", "lid", "pump", "sprayer", "dropper", "400", "410", "415"}},
		{"colour", xunpan.Text{
			En: "Colour and print: A) clear, B) amber, C) white, each plain or with your logo – which?",
			Zh: "颜色和印刷：A) 透明，B) 琥珀色，C) 白色，素色还是印贵方标识？"}, []string{"clear", "amber", "white", "black", "transparent", "color", "colour", "frosted", "printed", "logo"}},
	},
	"machine": {
		{"capacity", xunpan.Text{
			En: "Capacity: please tell the output you need per hour, or shall we offer A) the small, B) the medium, C) the large model?",
			Zh: "产能：请告知每小时产量，或由我们报 A) 小型，B) 中型，C) 大型？"}, []string{"kg/h", "h", "capacity", "lpm", "gpm", "rpm", "t/h", "bph", "kw", "m3", "cfm", "mm"}},
		{"voltage", xunpan.Text{
			En: "Power supply: A) 380 V / 50 Hz / 3-phase, B) 220 V / 60 Hz / 3-phase, C) 220 V single-phase – which?",
			Zh: "电源：A) 380 V / 50 Hz / 三相，B) 220 V / 60 Hz / 三相，C) 220 V 单相——选哪一种？"}, []string{"v", "volt", "volts", "vac", "phase", "380v", "220v", "hz"}},
	},
	"vehicle": {
		{"model", xunpan.Text{
			En: "Vehicle: please give make, model and year, or the OEM number – A) by OEM number, B) by sample or photo?",
			Zh: "车型：请提供品牌、车型、年份或 OEM 号——A) 按 OEM 号，B) 按样品或照片？"}, []string{"oem", "model", "year"}},
	},
	"furniture": {
		{"size", xunpan.Text{
			En: "Size: A) our standard sizes, B) your drawing – which?",
			Zh: "尺寸：A) 我方标准尺寸，B) 按贵方图纸——选哪一种？"}, []string{"mm", "cm", "inch", "m", "x", "size"}},
		{"material", xunpan.Text{
			En: "Material and colour: A) solid wood, B) MDF or plywood, C) metal; which colour?",
			Zh: "材质和颜色：A) 实木，B) 密度板或胶合板，C) 金属；什么颜色？"}, []string{"wood", "wooden", "mdf", "plywood", "metal", "steel", "oak", "pine", "glass", "ceramic", "porcelain", "marble"}},
	},
	"food": {
		{"grade", xunpan.Text{
			En: "Grade and origin: A) premium, B) standard; crop of this year or last?",
			Zh: "等级和产季：A) 特级，B) 标准级；当季还是上季？"}, []string{"grade", "crop", "brix", "broken", "premium", "%"}},
		{"packing", xunpan.Text{
			En: "Packing: A) retail packs, B) 10 kg cartons, C) 25 kg bags – which?",
			Zh: "包装：A) 零售装，B) 10 公斤箱，C) 25 公斤袋——选哪一种？"}, []string{"bag", "bags", "carton", "retail", "kg", "tin"}},
	},
	"toy": {
		{"age_group", xunpan.Text{
			En: "Age group: A) under 3 years, B) 3 years and up, C) 8 years and up – which? It decides the safety tests.",
			Zh: "适用年龄：A) 3 岁以下，B) 3 岁以上，C) 8 岁以上——哪一类？这决定安全检测项目。"}, []string{"year", "years", "age", "months"}},
	},
	"": {
		{"spec", xunpan.Text{
			En: "Specification: A) our standard model, B) your own material, size and colour (please name them), C) as your sample or drawing – which?",
			Zh: "规格：A) 我方标准款，B) 按贵方材质、尺寸、颜色（请注明），C) 按来样或图纸——选哪一种？"}, nil},
	},
}

// schemes are the certificates a region asks for, by region of the destination
// (DOMAIN section 6), as choices.
var schemes = map[string]xunpan.Text{
	"europe":          {En: "Certificates: A) CE with test report, B) also RoHS/REACH, C) none needed – which?", Zh: "认证：A) CE 及测试报告，B) 另加 RoHS/REACH，C) 不需要——选哪一种？"},
	"north-america":   {En: "Certificates: A) UL/ETL, B) FCC or FDA, C) none needed – which?", Zh: "认证：A) UL/ETL，B) FCC 或 FDA，C) 不需要——选哪一种？"},
	"middle-east":     {En: "Certificates: A) SASO/SABER or GSO, B) certificate of conformity, C) none needed – which?", Zh: "认证：A) SASO/SABER 或 GSO，B) 符合性证书（COC），C) 不需要——选哪一种？"},
	"africa":          {En: "Certificates: A) SONCAP/PVoC conformity, B) test report only, C) none needed – which?", Zh: "认证：A) SONCAP/PVoC 符合性证书，B) 仅测试报告，C) 不需要——选哪一种？"},
	"latin-america":   {En: "Certificates: A) INMETRO/NOM/IRAM, B) certificate of origin only, C) none needed – which?", Zh: "认证：A) INMETRO/NOM/IRAM，B) 仅原产地证，C) 不需要——选哪一种？"},
	"cis":             {En: "Certificates: A) EAC, B) test report only, C) none needed – which?", Zh: "认证：A) EAC，B) 仅测试报告，C) 不需要——选哪一种？"},
	"south-asia":      {En: "Certificates: A) BIS or local approval, B) test report only, C) none needed – which?", Zh: "认证：A) BIS 或当地认证，B) 仅测试报告，C) 不需要——选哪一种？"},
	"south-east-asia": {En: "Certificates: A) Form E certificate of origin, B) SNI/TIS or local approval, C) none needed – which?", Zh: "认证：A) Form E 原产地证，B) SNI/TIS 或当地认证，C) 不需要——选哪一种？"},
	"oceania":         {En: "Certificates: A) SAA/RCM, B) test report only, C) none needed – which?", Zh: "认证：A) SAA/RCM，B) 仅测试报告，C) 不需要——选哪一种？"},
	"":                {En: "Certificates: which does your market ask for – A) CE, B) UL/FCC/FDA, C) SASO or another local one, D) none?", Zh: "认证：贵方市场需要 A) CE，B) UL/FCC/FDA，C) SASO 等当地认证，D) 不需要？"},
}
