// What looks personal in a text about which nothing is known: a list of patterns over the folded text.
//
// A pattern is a regular expression of ICU in which ~WORD~ stands for one of the lists below. Its first
// group, or else the whole match, is the span. All repetitions are bounded, so that no text makes the
// matcher slow. A pattern describes how people write, never one particular sentence.

#include <unicode/regex.h>
#include <unicode/translit.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <memory>
#include <tuple>
#include <utility>

#include "model/characters.h"
#include "model/redaction_secrets.h"
#include "model/result.h"

namespace model {
namespace {

using Looks = PersonalSpan::Looks;

struct List {
  std::string_view word;
  std::string_view pattern;
};

// The most common family names, which begin few other words; those that do; and those of two characters.
constexpr std::string_view kPlainSurnames =
    R"(
        王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗郑梁谢宋唐许韩邓冯曹彭曾肖萧田董潘袁蔡蒋余杜叶苏魏吕丁卢姚沈钟
        姜崔谭陆范汪廖贾夏傅邹熊孟秦邱侯尹薛闫阎段雷龙黎陶贺郝顾龚邵覃钱戴莫孔汤乔赖樊殷翟颜倪芦鲁俞葛岳庞聂
        伍柳欧阮喻晏邝柯岑滕匡饶瞿翁冉卓鄢舒娄骆凌霍虞谌佘粟胥卿佟邬涂耿焦邢裘付易詹)";
constexpr std::string_view kOtherSurnames =
    R"(
        高程任石金韦方白江史毛武万严向常康文兰施洪安牛温章齐申游成全阳米简曲左辛甘尤祝纪宁屈项蓝闵季麻强危童
        梅盛刁管支柴关蒲隆禹戚楚言仇桂苗车房解包单池于买路应水牟时毕花卜戈储祁)";
constexpr std::string_view kDoubleSurnames[] = {
    "欧阳", "司马", "上官", "诸葛", "夏侯", "东方", "皇甫", "尉迟", "公孙", "慕容", "司徒", "司空", "令狐",
    "宇文", "长孙", "钟离", "轩辕", "南宫", "独孤", "端木", "百里", "东郭", "西门", "闻人", "赫连", "澹台",
    "公羊", "公冶", "宗政", "濮阳", "淳于", "单于", "太叔", "申屠", "仲孙", "鲜于", "闾丘", "夏候",
};

constexpr List kLists[] = {
    // Every use of the lists below expands those that stand after it.
    {"~NAME~", "(?:~NO~(?:~SS~~G~{1,2}|~S~~G~{1,2}))"},
    // One that is a name without help: at least one of the other characters is usual in names.
    {"~LIKELY~", "(?:~NO~(?:~SS~~G~{1,2}|~S~(?:~GC~~G~|~G~~GC~|~GC~)))"},
    {"~SURE~", "(?:~NO~(?:~SS~~GC~{1,2}|~S~~GC~~GC~))"},
    // Where a name ends.
    {"~END~",
     R"(
        (?=$|[^\p{Ideographic}]|想|希望|需|要|盼|今年|在|说|的|患|得|有|是|家|住|代|来|和|跟|与|因|去|老人|
        奶奶|爷爷|婆婆|大爷|老师|医生|同学|瘫|可以|正在|也|会|没|叫|常|一个人|同志|已|转|收|帮|给|从|到|上|
        读|刚|走|每|先|送|迎|拉|笑|露出|告诉|站|坐|躺|靠|至今|拿|接|行动|腿|眼|身|无|独|被|离|生病|喜欢|爱))"},
    {"~START~", R"((?<=^|[^\p{Ideographic}a-z0-9]|^[0-9]{1,3}[.、]))"},
    // Words that begin with a family name and are none.
    {"~NO~",
     R"(
        (?!高兴|高中|高[一二三考低压级度温清]|方便|方面|方式|安静|安全|安装|安排|安心|安居|成长|成年|成绩|成
        为|成家|成功|文明|文艺|文化|文具|文件|全新|全家|全身|全村|全部|全套|全自动|常年|常常|常用|强烈|关爱|
        关心|关于|关节|向往|向阳的|金银|金色|金额|桂花|桂圆|梅花|万一|万分|万元|马上|马桶|马路|何时|何处|任
        何|任务|时间|时候|时常|应该|应急|应届|水果|水龙|水泥|水池|水壶|水平|水电|水管|水稻|水井|路上|路灯|路
        边|白天|白菜|白色|温暖|温馨|温度|解决|解放|解闷|程度|管理|支持|支付|包括|包子|房子|房屋|房间|车子|车
        祸|车费|单独|单人|简单|石油|石头|毛巾|毛衣|毛毯|毛线|毛笔|江西|江苏|海南|云南|康复|章程|武术|施工|于
        是|买菜|买房|花生|花鼓|花草|毕业|盛饭|童话|童车|童装|童学|童生|谢谢|甘蔗|申请|申报|游戏|游泳|米饭|米面|
        曲目|齐全|左右|左手|左腿|黄豆|黄瓜|黄色|黄金周|马铃|龙头|熊猫|林地|田地|田里|余生|余钱|叶子|雷雨|夏天|夏季|夏凉|
        许多|顾客|唐诗|宋词|胡椒|胡子|李子|柳条|易拉|付款|付费|付钱|单身|于今|路过|解压|解渴|严重|严寒|向上|
        常来|常有|常见))"},
    {"~TITLE~",
     R"(
        (?:大爷|大伯|大叔|大妈|大娘|大婶|奶奶|爷爷|伯伯|伯母|叔叔|婶婶|阿姨|老太太?|老汉|老伯|老爹|老倌|老师
        |医生|大夫|护士|师傅|师母|主任|书记|村长|校长|园长|老板|同学|先生|女士|小姐|大姐|大哥|支书|警官|法官
        |律师|局长|站长|组长|队长|院长|会计|干部|同志|婆婆|公公|娭毑|嗲嗲|爹爹|家老人))"},
    {"~KIN~",
     R"(
        (?:儿子|女儿|孙子|孙女|外孙女?|丈夫|妻子|老伴|老公|老婆|爱人|爸爸|妈妈|父亲|母亲|爷爷|奶奶|外公|外婆
        |哥哥|弟弟|姐姐|妹妹|侄儿|侄子|侄女|外甥女?|儿媳妇?|女婿|媳妇|姑姑|叔叔|伯伯|舅舅|姨妈|大儿|小儿|婆
        婆|公公|邻居|同桌|好友|朋友|男孩|女孩|男童|女童|孩子|学生|老人|党员|老党员|志愿者|双胞胎|班主任|村主
        任|村支书|支书|书记|主任|干部|组长|老兵|战士|残疾人|户|儿童|家庭|人员|居民|患者|对象|少年|长者))"},
    // A character of a given name: none that sentences are made of.
    {"~G~",
     R"(
        [\p{Ideographic}--[的了是在想要希望盼需请给把被让和与我他她它你们这那个有没不能会可以就都也很太最更
        由从帮助修做买去到过说为因得着或及等台条床双套件只块瓶箱斤袋副辆根间今岁元号村组路街男女里下吗呢吧并
        且但还又才每患跟]])"},
    {"~GC~",
     R"(
        [英秀兰梅花珍玉桂凤香莲春秋冬菊芳红霞丽娟娥燕敏静艳玲萍琴云莉娜芬芝琼翠银爱建国军华明强刚伟勇志忠平
        德福贵生长庆文武斌林辉海波涛鹏飞龙虎祥富荣喜顺安康松柏雄义仁礼智信宝庚连良才发根新兴旺东南西北杰浩宇
        轩梓涵欣怡雨佳诗琪思雅婷洁雪莹颖慧晓晨阳俊豪嘉诚昊泽睿博然逸依彤满腊端初胜年姣伏石子小月清娇美珠淑惠
        兵军峰磊超亮鸣奇昌盛友桃菲媛妍岚薇蓉蕾瑶璐倩楠琳瑞萱彬健凯帆旭乐鑫森毅权贤光先朝业克元学世民定启坤耀
        炳汉洪振永立成宗树茂全达和正利昕峥奕珺潼姗妮茜婉菁悦艺娅彩焕骏腾翔钧锋锦铭芸茹萌蓓馨钰玥瑾璇煜炜烨晟
        曦昱彦廷
        尧航韬瀚渊沛沁润湘灿弘敬素淼谦诺迪遥隆雁韵曼恒恺昭晗])"},
    {"~H~", R"(\p{Ideographic})"},
    // A character of the name of a place, a school or a firm.
    {"~P~",
     R"(
        [\p{Ideographic}--[的了是在想要希望盼需请给把被让与我他她它你们这那有没不能会可以就都也很太最更由从
        帮助修做买去到过说为因得着或及等患跟住读送寄往址念于每天次个辅导教学习年级听看办进考找离几并且但还又上
        ]])"},
    // The same, where 学 and 教 belong to the name.
    {"~Q~",
     R"(
        [\p{Ideographic}--[的了是在想要希望盼需请给把被让与我他她它你们这那有没不能会可以就都也很太最更由从
        帮助修做买去到过说为因得着或及等患跟住读送寄往址念于每次个辅导听看办进考找离几并且但还又上]])"},
    // Digits as they are written and as they are spoken.
    {"~D~", "[0-9]"},
    {"~C~", "[〇零一二三四五六七八九幺]"},
    {"~SEP~", R"([ .\-—–_·/()]{0,3})"},
    {"~NUM~", "(?:[0-9]{1,5}|[一二三四五六七八九十百零〇]{1,6})"},
    {"~DATE~",
     R"(
        (?:(?:19|20)[0-9]{2} ?(?:年|[.\-/])(?: ?[0-9]{1,2} ?(?:月份?|[.\-/])?(?: ?[0-9]{1,2} ?[日号]?)?)?|[
        一二][〇零一二三四五六七八九]{3}年(?:[一二三四五六七八九十]{1,2}月(?:[一二三四五六七八九十]{1,3}[日
        号])?)?|(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:[0-2][0-9]|3[01])))"},
    // What ends the name of a small place.
    {"~SMALL~",
     R"(
        (?:社区|居委会|村委会|村民小组|片区|小区|新村|花园|公寓|家园|大道|大街|村|组|屯|寨|路|街|巷|弄|胡同|
        安置区|家属区|家属院|大院|敬老院|廉租房|老屋|院子))"},
    {"~UNIT~", "(?:村民小组|小组|组|队|栋|幢|单元|号楼|号附|号院|楼|室|房|户|号|座|弄)"},
};

struct Pattern {
  Looks looks;
  std::string_view text;
};

constexpr Pattern kPatterns[] = {
    // ---- Names ----
    {Looks::kName,
     R"(
        (?:名叫|叫做|我叫|[他她]叫|名字叫?是?|姓名|联系人|收件人|小名叫?|乳名叫?|外号叫?|昵称)[: ]{0,2}(
        ~NAME~)~END~)"},
    {Looks::kName, "(?:小名|乳名|外号|绰号|昵称|小名叫|名叫)[: ]{0,2}(~G~{1,3})~END~"},
    {Looks::kName,
     R"(
        (?:监护人|户主|申请人|代笔人|经办人|委托人|代领人|负责人|填表人|法人|家长)[: ]{0,2}(~NAME~)~END~)"},
    {Looks::kName, "~KIN~叫?(~LIKELY~)~END~"},
    {Looks::kName, R"(
        (?:本人|我是|我家|联系|请找|找|叫|[和与跟及、]|让|由|托|问|给|我)(~LIKELY~)~END~)"},
    {Looks::kName,
     R"(
        ~START~(~LIKELY~)[,:( ]{1,3}(?:男|女|[0-9]{1,3}岁|[一二三四五六七八九十]{1,3}岁|[^,。;]{0,4}残|高位|
        五保|低保|贫困|住|身份证|患|电话|[0-9]{7}|留守|空巢|孤寡|独居|今年|想|要|需|希望|盼|身患|因))"},
    {Looks::kName,
     R"(
        ~START~(~LIKELY~)(?=想|希望|盼|需|患|要|家里|家的|家缺|老人|奶奶|爷爷|大爷|婆婆|大妈|大娘|同学|和|有
        |今年|得了|在|住|行动|因|是|的[儿女孙老妈爸爷奶妻丈家父母]))"},
    {Looks::kName, "(~NO~~S~(?:~GC~~G~|~G~~GC~))(?=老人|小朋友)"},
    {Looks::kName, "(~LIKELY~)~TITLE~"},
    {Looks::kName, "(~SURE~)"},
    {Looks::kName, "(?<![老小大])((?:[~PS~]|~SS~)[一二三四五六七八九大小满幺细]?~TITLE~)"},
    {Looks::kName,
     R"(
        ((?:[~PS~~OS~]|~SS~)(?:大爷|大伯|大妈|大娘|大婶|奶奶|伯伯|老太|老汉|娭毑|嗲嗲|医生|某某?)))"},
    {Looks::kName,
     R"(
        ([~PS~](?:伯|婶|嫂|嗲)(?!父|母|伯|婶|嫂|嗲)|[~PS~](?:伯|叔|婶|嫂|姨|哥|姐|总|妈|爷|婆|氏|妹|伢|工))
        ~END~)"},
    {Looks::kName, R"(
        ([~PS~][一二三四五六七八九大小满幺细](?:婶|叔|伯|爷|娘|姨|哥|姐|嫂|舅|姑|妹)))"},
    {Looks::kName, "(老[~PS~])(?:~END~|~TITLE~)"},
    {Looks::kName, "(~S~[x×某]{1,2})(?![a-z0-9人地病年种个])"},
    {Looks::kName, R"(姓(~S~)(?=$|[^\p{Ideographic}]|的))"},
    {Looks::kName, R"(
        ([小阿](?!康|学|子|月|年|石|花|兴|龙虾)~GC~)(?:婆婆|婶|嫂|姨|哥|姐|~END~))"},
    {Looks::kName,
     R"(
        (?:~START~|~KIN~|[和与跟叫的])(小(?!米|麦|时|车|康|房|包|石|水|路|牛|梅|卡|花|安|单|温|成|全|时候|常|
        文|方|应|白|黄|毛|毕)(?:[~PS~~OS~]|天|宝))(?:~END~|就|从|正|今|又))"},
    {Looks::kName, R"(
        ~START~(阿(?!姨|婆|公|胶|司|斯|莫|妈|爸|爹|哥|姐)~G~)(?:~END~|就|从|正|又))"},
    {Looks::kName,
     R"(
        (?<=^|[^\p{Ideographic}]|[和与、叫])((~GC~)\2)(?<!年年|月月|平平|生生|春春|秋秋|红红)(?:~END~))"},
    {Looks::kName, "^(~S~~GC~~G~?)(?=[,(:])"},
    {Looks::kName, "~START~(~GC~{2})(?:奶奶|婆婆|爷爷|老人|大爷|嫂子|大嫂|妹妹)"},

    // ---- Phones ----
    {Looks::kPhone, R"((?<!~D~)((?:\+?86~SEP~)?1~SEP~[3-9](?:~SEP~~D~){9})(?!~D~))"},
    {Looks::kPhone, R"((?<!~D~)(\(?0[1-9]~D~{1,2}\)?~SEP~~D~{3,4}[ \-]?~D~{4})(?!~D~))"},
    {Looks::kPhone, "(?<!~D~)(400~SEP~~D~{3,4}~SEP~~D~{3,4})(?!~D~)"},
    {Looks::kPhone,
     R"(
        (?:电话|座机|手机|号码|号|拨打|拨|打|联系|致电|热线|短号)(?:是|为|:|号)? ?([0-9](?:[ \-]?[0-9])
        {5,11})(?!~D~|元|块))"},
    {Looks::kPhone, "(?<![0-9.~PC~])([2-8]~D~{2,3}-?~D~{4})(?![0-9.]|元|块|年)"},
    {Looks::kPhone, "([一幺](?:~SEP~[〇零一二三四五六七八九幺0-9]){10})"},
    {Looks::kPhone, "(?<!~C~)(~C~{7,12})(?!~C~|年)"},

    // ---- Numbers ----
    {Looks::kIdNumber,
     R"(
        (?<!~D~)([1-9]~D~{5}[ \-]?(?:19|20)~D~{2}[ \-]?(?:0[1-9]|1[0-2])(?:[0-2]~D~|3[01])[ \-]?~D~{3}[ \-]?
        [0-9x](?:~D~{2}b?[0-9]?)?)(?!~D~))"},
    {Looks::kIdNumber,
     R"(
        (?:身份证|证件|证|户口[本簿]?|身份)(?:号码?|上)?(?:是|为|:)? ?([0-9][0-9 \-]{12,22}[0-9x])(?!~D~))"},
    {Looks::kBankCard, R"((?<!~D~)((?:62|60|81|4|5|3|9)(?:[ \-]?~D~){13,17})(?!~D~))"},
    {Looks::kBankCard,
     R"(
        (?:卡号?|账号|帐号|账户|帐户|存折|户头|打到|转到)(?:是|为|:|号)? ?([0-9](?:[ \-]?[0-9]){9,19})(?!~D~
        ))"},
    {Looks::kPlate,
     R"(
        ([京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][a-z][· .\-•]?(?=[a-z]{0,5}[0-9])[a
        -z0-9]{5,7})(?![a-z0-9]))"},
    {Looks::kAccount, R"(([a-z0-9._\-]{2,40}@[a-z0-9.\-]{2,40}\.[a-z]{2,6}))"},
    {Looks::kAccount,
     R"(
        (?:微信|qq|扣扣|抖音|快手|微博|邮箱|vx|wx|支付宝|淘宝|陌陌)(?:账号|帐号|号码?|群|同号|id)?(?:是|为|:
        )? ?([a-z0-9_][a-z0-9_\-.]{4,29}))"},

    // ---- Birth ----
    {Looks::kBirthDate, "(~DATE~)(?= ?(?:出生|生的|生(?![日活病产意]))|的?生日)"},
    {Looks::kBirthDate,
     R"(
        (?:出生(?:日期|年月日?|于|在|时间)?|生日|生于|生辰)(?:是|为|:)? ?(?:在|农历|阴历|阳历)?(~DATE~|[0-9]
        {1,2}月[0-9]{1,2}[日号]?))"},
    {Looks::kBirthDate,
     R"(
        ([0-9一二三四五六七八九十]{1,2}月[0-9一二三四五六七八九十]{1,3}[日号]?)(?=的?生日|出生|生(?![日活病
        产意])))"},

    // ---- Addresses ----
    {Looks::kAddress,
     R"(
        ((?:~P~{1,6}(?:省|市|州|县|区|镇|乡|街道)){1,5}(?:~P~{1,6}~SMALL~){1,4}(?:第?~NUM~(?:附|之)?~UNIT~(?
        :附?~NUM~号?)?){0,4}(?:~D~{2,5})?))"},
    {Looks::kAddress,
     R"(
        (?<=^|[^\p{Ideographic}]|[在到从是址寄往住至的有])(?!新农村|老农村|农村|乡村|全村|本村|各村|一条|这
        条|那条|几条|公路|马路|铁路|山路|水泥路|一段|一组|二组|两组|三组|几组|大街|人行|走路|一路)(~P~{2,6}
        ~SMALL~(?<!农村|社区社区|希望社区|马路|公路|电路|线路|网路|道路|小路|老路|走路|一路|里路|乡村|养老院
        |出路|赶路|铁路|山路|修路|大路)(?:第?~NUM~~UNIT~(?:附?~NUM~号?)?|附?~NUM~号){0,4}(?:~D~{3,5}|[a-z]
        ~D~{0,2}栋)?))"},
    {Looks::kAddress,
     R"(
        ((?:~P~{0,5}(?:小区|花园|公寓|家园|新村|安置区|[一二三四五六七八九]区))?(?:第?(?:~NUM~|[a-z]~D~{0,2}
        )(?:栋|幢|号楼|(?<=[0-9a-z])座)(?:~NUM~(?:单元|楼|层))?(?:~D~{3,4}[室房]?|~NUM~[室房号])?)))"},
    {Looks::kAddress, R"((?<!~H~)([~PS~]村)(?=的|[^\p{Ideographic}]))"},
    {Looks::kAddress, "(第?~NUM~(?:村民小组|组|队)(?:附?~NUM~号|~NUM~户))"},
    {Looks::kAddress, "(第~NUM~村民小组|~D~{3,4}[室房](?![0-9]))"},
    {Looks::kAddress, "(?<!~D~|-)(~D~{1,2}-~D~{1,2}-~D~{3,4})(?!~D~|-)"},
    {Looks::kAddress, "(~P~{1,4}[路街]与?和?~P~{1,4}[路街](?:交汇处|交叉口|路口))"},
    {Looks::kAddress,
     R"(
        (?:家住在?|住在|住址|地址|家在|住|我家在|在|送到|送至|寄到|寄往|寄|从|来自)(?:是|:)? ?((?!城里|乡里|
        村里|山里|老家|外地|外面|学校|医院|银行|社区|农村|乡下|家里|家门口|一起|屋)~P~{1,5}(?:湾|冲|坪|牌|塘
        |桥|岭|坳|垅|垄|冲上|埠头|码头|埠|岗|坡|坨|嘴|洞|院|巷|湖|洲|界|亭|铺|庙|寨)(?!里面|[洗澡])))"},
    {Looks::kAddress,
     R"(
        (?:地址|住址|收货地址|收件地址|家住|住在)(?:是|:)? ?(?!一起|一块|一楼|乡下|农村|城里|山上|山里|村里|
        敬老院|养老院|出租|危房|土|平房)
        ([^,。;!?\n的]{4,30}))"},

    // ---- Schools, hospitals, employers ----
    // 小学, 中学 and 幼儿园 are looked for in redaction_schools.cpp.
    {Looks::kSchool,
     R"(
        (?<!希望|辅导|需要)(?!特殊教育|特殊学校|老年|希望|农村|公办|民办|普通|驾驶|附近|当地|镇上|村里|我们|
        建)(~Q~{2,14}(?:初中|完小|高中|中心校|托儿所|幼师|师范|特殊教育学校|特校|职业技术学院|技术学院|学院|大学
        |职业?中专|职专|职中|职校|技校|学校)(?<!老年大学|孩子学校|所学校|家学校|希望学校|读大学|年大学|生学校)))"},
    {Looks::kSchool,
     R"(
        ((?:~P~{1,4}(?:市|县|区|镇|乡))?第[一二三四五六七八九十]{1,2}(?:中学|小学|完小|完全小学|幼儿园)))"},
    {Looks::kSchool,
     R"(
        (?<!~H~)(?!一大)(~Q~{2,4}[一二三四五六七八九十]{1,2}(?:中|小|完小))(?=$|[^\p{Ideographic}]|[高初读上
        学念的住]))"},
    {Looks::kSchool,
     R"(
        (?:在|读|于)(~Q~{2,4}[一二三四五六七八九十]{1,2}(?:中|小|完小))(?=$|[^\p{Ideographic}]|[高初读上学念
        的住]))"},
    {Looks::kSchool,
     R"(
        ((?:高|初)[一二三] ?\(?~NUM~\)?班|[一二三四五六七八九][年]级 ?\(?~NUM~\)?班|[0-9]{2,4}班|[大中小][一
        二三四五]班|[0-9一二三四五六七八九]{1,2}\([0-9一二三四五六七八九]{1,2}\)班|[一二三四五六七八九〇零十
        ]{2,4}班)(?![车长次]))"},
    {Looks::kHospital,
     R"(
        (~Q~{0,10}(?:人民|中心|中医|中西医结合|妇幼|精神病|精神卫生|康复|协和|附属|骨科|肿瘤|儿童|口腔|传染
        病|第[一二三四五六七八九]|[一二三四五六七八九]|湘雅|脑科|眼科|仁爱|爱尔)(?:医院|医药大学|保健院)))"},
    {Looks::kHospital,
     R"(
        (~Q~{1,10}(?:卫生院|保健院|疗养院|卫生服务中心|卫生室|诊所|精神病院|康复中心|戒毒所))(?<!村卫生室|里
        诊所))"},
    {Looks::kHospital, R"(
        (?:在|去|到)((?!市里|县里|镇上|市区|大|县|省|市|省里|外地|附近)~Q~{2,8}医院))"},
    {Looks::kEmployer,
     R"(
        (~Q~{2,12}(?:有限责任公司|有限公司|股份公司|公司|集团))(?<!保险公司|水公司|电力公司|家公司))"},
    {Looks::kEmployer,
     R"(
        (~Q~{1,8}(?:钢铁厂|煤矿|矿山|棉纺厂|纺织厂|水泥厂|化肥厂|机械厂|电厂|砖厂|鞋厂|服装厂|电子厂|制衣厂|
        纸厂|钢厂|瓷厂|酒厂|茶厂|药厂|供销社|环卫所|环卫站|粮站|林场|农场|事务所|合作社|居委会|超市|酒店|饭
        店|宾馆|派出所))(?<!家超市|去超市|进超市))"},
    {Looks::kEmployer,
     R"(
        (?:在|从|是)((?!外|广东|深圳|广州|东莞|浙江|上海|北京|长沙|外省|沿海|工地|家|城里|镇上|县城|本地|附
        近|工厂|当地|福建|江苏|湖南|娄底|一起|单位)~Q~{3,10})(?:打工|上班|做工|务工|当保洁|当保安|工作|下岗|
        退休))"},
    {Looks::kEmployer,
     R"(
        (?:在|从|是)((?:东莞|深圳|长沙|广州|上海|佛山|惠州|株洲|湘潭|娄底|宁波|杭州)~Q~{2,10})(?:打工|上班|
        做工|务工|当保洁|当保安|工作|下岗|退休))"},

    // ---- Health ----
    {Looks::kHealth,
     R"(
        ((?:先天性|原发性|继发性|急性|慢性|晚期|早期|重度|恶性)?(?:[肺肝胃肠乳骨脑血鼻咽喉食道直结宫颈卵巢膀
        胱前列腺胰甲状淋巴皮肤]{1,4}癌|癌症?|恶性肿瘤|脑瘤|肿瘤|淋巴瘤|白血病|尿毒症|肾衰竭?|肾病综合征|肾炎
        |精神分裂症?|精神病|精神障碍|躁郁症|抑郁症?|焦虑症|双相|艾滋病?|hiv|梅毒|(?<!慢)性病|肺结核|结核病?|
        乙肝|丙肝|肝炎|肝硬化|糖尿病|高血压(?!计|仪)|冠心病|心脏病|心梗|心肌梗[死塞]|心衰|风湿性?关节炎|类风
        湿|关节炎|中风|脑梗死?塞?|脑出血|脑溢血|偏瘫|瘫痪|截瘫|高位截瘫|帕金森症?|老年痴呆症?|阿尔茨海默症?|
        痴呆|癫痫|羊癫疯|自闭症|孤独症|脑瘫|唐氏综合征|唐氏|智障|智力残疾|精神残疾|多动症|发育迟缓|小儿麻痹
        症?|矮小症|痛风|眼疾|尘肺病?|矽肺病?|哮喘|慢阻肺|肺气肿|红斑狼疮|血友病|地中海贫血|地贫|再障|贫血症|
        肌无力|
        肌萎缩|渐冻症?|强直性脊柱炎|股骨头坏死|腰椎间盘突出|骨髓炎|白内障|青光眼|失明|聋哑|植物人|侏儒症|麻风
        病?|吸毒|戒毒|流产|不孕|透析|化疗|放疗|造口)))"},
};

// Long patterns go on in the next line, behind its indentation.
std::string in_one_line(std::string_view pattern) {
  std::string out;
  bool indents = false;
  for (const char c : pattern) {
    indents = c == '\n' || (indents && c == ' ');
    if (!indents) out.push_back(c);
  }
  return out;
}

std::string expanded(std::string_view pattern) {
  std::string out(pattern);
  const auto replace_all = [&](std::string_view word, std::string_view by) {
    for (std::size_t at = out.find(word); at != std::string::npos; at = out.find(word, at))
      out.replace(at, word.size(), by);
  };
  for (const List& list : kLists) replace_all(list.word, list.pattern);
  std::string doubles = "(?:";
  for (std::string_view s : kDoubleSurnames) doubles.append(s).append("|");
  doubles.back() = ')';
  replace_all("~SS~", doubles);
  replace_all("~S~", "[~PS~~OS~]");
  replace_all("~PS~", kPlainSurnames);
  replace_all("~OS~", kOtherSurnames);
  out = in_one_line(out);
  replace_all("~PC~", "〇零一二三四五六七八九幺");
  return out;
}

struct Compiled {
  Looks looks;
  std::unique_ptr<icu::RegexPattern> pattern;
};

std::vector<Compiled> compile_all() {
  std::vector<Compiled> out;
  for (const Pattern& p : kPatterns) {
    UErrorCode status = U_ZERO_ERROR;
    UParseError where;
    out.push_back({p.looks, std::unique_ptr<icu::RegexPattern>(icu::RegexPattern::compile(
                                icu::UnicodeString::fromUTF8(expanded(p.text)), where, status))});
    check(U_SUCCESS(status), "the patterns are regular expressions");
  }
  return out;
}

// ICU reads UTF-16: the text as such, and the bytes that each of its units came from.
struct Utf16 {
  icu::UnicodeString text;
  std::vector<std::size_t> begin;
  std::vector<std::size_t> end;
};

Utf16 utf16_of(const TracedText& t) {
  Utf16 out;
  for (std::size_t i = 0; i < t.text.size(); ++i) {
    out.text.append(static_cast<UChar32>(t.text[i]));
    out.begin.resize(static_cast<std::size_t>(out.text.length()), t.begin[i]);
    out.end.resize(static_cast<std::size_t>(out.text.length()), t.end[i]);
  }
  return out;
}

void find_all(const Compiled& p, const Utf16& in, std::vector<PersonalSpan>& out) {
  UErrorCode status = U_ZERO_ERROR;
  const std::unique_ptr<icu::RegexMatcher> matcher(p.pattern->matcher(in.text, status));
  check(U_SUCCESS(status), "a pattern gives a matcher");
  // Goes on after the span and not after the match, so that what ends one name may begin the next.
  for (std::int32_t from = 0; from <= in.text.length() && matcher->find(from, status) && U_SUCCESS(status);) {
    const std::int32_t begin = matcher->start(1, status);
    const std::int32_t end = matcher->end(1, status);
    check(U_SUCCESS(status), "every pattern has a group");
    if (begin >= 0 && end > begin)
      out.push_back(
          {in.begin[static_cast<std::size_t>(begin)], in.end[static_cast<std::size_t>(end) - 1], p.looks});
    from = std::max(end, from + 1);
  }
}

bool drops(std::vector<PersonalSpan>& spans, const PersonalSpan& s) {
  // A stretch that is surely a number of another kind is no phone.
  if (s.looks != Looks::kPhone && s.looks != Looks::kBankCard) return false;
  return std::any_of(spans.begin(), spans.end(), [&](const PersonalSpan& o) {
    const bool stronger = o.looks == Looks::kIdNumber || o.looks == Looks::kAccount ||
                          (s.looks == Looks::kPhone && o.looks == Looks::kBankCard);
    return stronger && o.begin <= s.begin && s.end <= o.end;
  });
}

// The simplified form of each character from U+4E00 to U+9FFF, which is where traditional ones stand.
constexpr char32_t kHanBegin = 0x4E00, kHanEnd = 0xA000;
std::u32string simplified_forms() {
  icu::UnicodeString all;
  for (char32_t c = kHanBegin; c < kHanEnd; ++c) all.append(static_cast<UChar32>(c)).append(u' ');
  UErrorCode status = U_ZERO_ERROR;
  const std::unique_ptr<icu::Transliterator> simplify(
      icu::Transliterator::createInstance("Traditional-Simplified", UTRANS_FORWARD, status));
  check(U_SUCCESS(status) && simplify, "ICU has its data for simplified Chinese");
  simplify->transliterate(all);
  std::u32string out;
  for (std::int32_t i = 0; i < all.length(); i = all.moveIndex32(i, 1))
    if (all.char32At(i) != u' ') out.push_back(static_cast<char32_t>(all.char32At(i)));
  check(out.size() == kHanEnd - kHanBegin, "the simplified form of a character is one character");
  return out;
}

char32_t simplified(char32_t c) {
  static const std::u32string kForms = simplified_forms();
  return c >= kHanBegin && c < kHanEnd ? kForms[c - kHanBegin] : c;
}

// All that looks so, or what looks so in one way alone.
std::vector<PersonalSpan> spans_in(std::string_view text, std::optional<Looks> only) {
  static const std::vector<Compiled> kCompiled = compile_all();
  const TracedText read = traced(text);
  const Utf16 in = utf16_of(read);
  std::vector<PersonalSpan> found;
  for (const Compiled& p : kCompiled)
    if (!only || p.looks == *only) find_all(p, in, found);
  if (!only || *only == Looks::kSchool) find_named_schools(read, found);
  std::vector<PersonalSpan> kept;
  for (const PersonalSpan& s : found)
    if (!drops(found, s)) kept.push_back(s);
  std::sort(kept.begin(), kept.end(), [](const PersonalSpan& a, const PersonalSpan& b) {
    return std::tuple(a.looks, a.begin, a.end) < std::tuple(b.looks, b.begin, b.end);
  });
  std::vector<PersonalSpan> out;
  for (const PersonalSpan& s : kept) {
    if (!out.empty() && out.back().looks == s.looks && s.begin < out.back().end)
      out.back().end = std::max(out.back().end, s.end);
    else
      out.push_back(s);
  }
  std::stable_sort(out.begin(), out.end(),
                   [](const PersonalSpan& a, const PersonalSpan& b) { return a.begin < b.begin; });
  return out;
}

}  // namespace

TracedText traced(std::string_view utf8) {
  TracedText out;
  const auto size = static_cast<std::int32_t>(utf8.size());
  for (std::int32_t i = 0; i < size;) {
    const std::int32_t begin = i;
    UChar32 c = 0;
    U8_NEXT_OR_FFFD(utf8.data(), i, size, c);
    const auto from = static_cast<std::size_t>(begin);
    const auto to = static_cast<std::size_t>(i);
    for (const char32_t f : folded(utf8.substr(from, to - from))) {
      out.text.push_back(simplified(f));
      out.begin.push_back(from);
      out.end.push_back(to);
    }
  }
  return out;
}

std::u32string_view family_name(std::u32string_view name) {
  // A name of two characters has a family name of one, even where both together could be one.
  if (name.size() > 2)
    for (std::string_view s : kDoubleSurnames)
      if (name.starts_with(to_utf32(s))) return name.substr(0, 2);
  if (name.empty() || !is_han(name.front())) return {};
  if (name.size() > 1) return name.substr(0, 1);
  static const std::u32string kAll = to_utf32(std::string(kPlainSurnames) + std::string(kOtherSurnames));
  return kAll.find(name.front()) == kAll.npos ? std::u32string_view() : name;
}

std::vector<PersonalSpan> looks_personal(std::string_view text) { return spans_in(text, std::nullopt); }

std::vector<PersonalSpan> looks_like_school(std::string_view text) { return spans_in(text, Looks::kSchool); }

}  // namespace model
