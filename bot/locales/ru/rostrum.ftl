# Слова Rostrum по-русски.

welcome = Rostrum читает официальные брифинги вместо вас.
    Подпишитесь на слово — и через минуты после публикации вы получите дословно те места, где оно есть, и ещё раз, если их изменят.

    Попробуйте:  /subscribe { $example }
welcome-back = Уведомления снова включены. Ваши подписки: { $count ->
    [0] пока нет — /subscribe СЛОВО
   *[other] { $count } — /subscriptions
 }
help-follow = Следить
help-past = Что говорили раньше
help-read = Читать
help-queries = Запросы
help-else = Ещё
help-query = зерно порт — оба слова, в любой форме, в одном отрывке; зерно OR пшеница, зерно -спорт, «фраза», ядерн*
    =США точно так, {"{"}санкции Иран{"}"} в одном предложении, зерно NEAR/5 экспорт
    ~japan на всех языках, speaker:Захарова, kind:answer; о прошлом — с периодом: с 2020 года, прошлый месяц
    «речной договор» (плотина OR паводок) -спорт

command-start = начать или снова включить уведомления
command-help = команды и как писать запрос
command-subscribe = подписаться: /subscribe зерно OR пшеница
command-subscriptions = ваши подписки, с кнопками отмены
command-unsubscribe = отписаться: /unsubscribe 2 или сам запрос
command-tell = о чём извещать по запросу: /tell 2 новое, правки или всё
command-silence = сообщать и о молчании по запросу: /silence 2
command-ladder = сообщать, когда выражения жёстче или мягче: /ladder 2
command-compare = два последних отрывка рядом: /compare зерно
command-changes = что исправили после публикации: /changes, с источником или брифингом
command-explain = как я понимаю запрос и насколько редки его слова: /explain зерно
command-alias = имена для запросов: /alias дроны = БПЛА OR дрон; потом ~дроны
command-unalias = забыть своё имя: /unalias дроны
command-mentions = что говорили раньше: /mentions зерно с 2020
command-trend = как тема росла и угасала, графиком: /trend зерно, газ
command-topics = о чём говорили больше всего, что нового, что ушло: /topics прошлый месяц
command-export = всё, что говорили, файлом: /export зерно с 2020 года csv
command-latest = последние брифинги; одного источника — /latest и его имя
command-read = содержание брифинга, раздел или ответ целиком: /read 28 января 2021
command-editions = какие отрывки на каком языке: /editions, с брифингом
command-feeds = подписки как ленты Atom, архив в JSON: /feeds, /feeds new, /feeds off
command-sources = за чем следим и всё ли в порядке
command-addsource = следить за новым сайтом (администраторам): /addsource https://…
command-stop = выключить уведомления до /start; подписки сохранятся

stopped = Уведомления выключены. Подписки сохранены; /start включит их снова.
unknown-command = Не знаю команды { $command }. Список — /help.
plain-text = Чтобы подписаться на «{ $text }», скажите /subscribe { $text }
    Чтобы увидеть прошлые упоминания, скажите /mentions { $text }

subscribe-usage = Скажите, на что подписаться, например: /subscribe { $example }
subscribed = Подписка: { $query }
subscribed-again = Вы уже подписаны: { $query }
subscribed-instead = вместо: { $query }
subscription-gone = Этой подписки уже нет. Список — /subscriptions.
subscribe-everywhere = и на других языках: { $names }
understood-word = «{ $word }» в любой форме
understood-exact = «{ $phrase }» точно как написано
understood-prefix = слова, начинающиеся на «{ $start }»
understood-phrase = фразу «{ $phrase }»
understood-loose = «{ $phrase }» рядом, в любом порядке, посторонних слов между ними не больше { $slop }
understood-alias = ~{ $name } ({ $means }, под любым именем)
understood-own-alias = ~{ $name } (ваше: { $means })
understood-since = с даты: { $day }
understood-passages = отрывки { $where }
understood-or = {" или "}
understood-until = по дату: { $day }
understood-lang = в текстах на языке: { $language }
understood-role = где говорит { $role ->
    [principal] ведущий брифинга
    [guest] гость
    [journalist] журналист
    [moderator] модератор
    [staff] сотрудник
    [anonymous] неназванный участник
   *[other] кто-то с неизвестной ролью
 }
understood-kind = { $kind ->
    [topic] в теме
    [question] в вопросе
    [answer] в ответе
   *[exchange] в вопросе или ответе на него
 }
understood-speaker = где говорит «{ $value }»
understood-source = из источника «{ $value }»
understood-title = с «{ $value }» в названии или заголовке
understood-outlet = где спрашивает «{ $value }»
understood-not = исключая { $item }
understood-not-so = но не { $item }
understood-near = { $one } не дальше { $distance ->
    [one] { $distance } слова
   *[many] { $distance } слов
 } от: { $other }
understood-all = всё это в одном отрывке: { $items }
understood-all-in-a-sentence = всё это в одном предложении: { $items }
understood-in-a-sentence = в одном предложении: { $item }
understood-any = любое из: { $items }
understood = Ищу { $meaning }.
taken-exactly = { $words }: взято точно как написано, раз всё прописными. Для любой формы наберите строчными: { $small }
share = { $sampled ->
    [True] Пока подошло бы { $met } из последних { $of } отрывков архива.
   *[other] { $met ->
        [0] Пока не подошло бы ничего из { $of } отрывков архива.
       *[other] Пока подошло бы { $met } из { $of } отрывков архива.
    }
 }
share-lately = В { $met } из последних { $of } брифингов; за год { $more ->
    [True] не меньше { $year }
   *[other] { $year }
 }.
too-common = На это не подпишу: пришло бы { $met } из { $sampled ->
    [True] последних { $of }
   *[other] { $of }
 } отрывков, больше половины. Добавьте слово, которое есть только в нужном, или сузьте: kind:answer, speaker:…

explain-usage = Скажите, что объяснить, например: /explain { $example }
term-share = { $met ->
    [one] в { $met } отрывке
   *[many] в { $met } отрывках
 }
term-exact = точно как написано, вместе с прописными
term-prefix = все слова, которые так начинаются
term-stem = любая форма от { $stem }
required = { $count ->
    [one] В каждом найденном отрывке есть { $terms }.
   *[many] В каждом найденном отрывке есть одно из: { $terms }.
 }

aliases-own = Ваши имена:
aliases-none = Своих имён у вас пока нет.
aliases-built-in = Встроенных имён: { $count }, каждое на всех языках:
alias-kind = { $kind ->
    [country] Страны
    [organisation] Организации
    [person] Люди
   *[formula] Формулы
 } ({ $count }): { $examples }
alias-usage = /alias ИМЯ покажет, что значит имя; /alias ИМЯ = ЗАПРОС задаст своё; /unalias ИМЯ забудет его.
alias-hides = В ваших запросах оно теперь важнее встроенного ~{ $name } ({ $label }).
alias-used = Подписок с этим именем: { $count }: { $queries }
alias-removed = Имя ~{ $name } забыто.
alias-built-in-again = Снова действует встроенное ~{ $name }.
alias-missed = Подписок, где оно осталось: { $count }; по нему они ничего не найдут: { $queries }
alias-unknown = Имя ~{ $name } ничего не значит. { $close ->
    [none] Список имён — /alias.
   *[other] Может быть, ~{ $close }?
 }
alias-wrong = { $code ->
    [circular] Имя ~{ $name } значило бы само себя.
    [deep] Имя ~{ $name } опиралось бы на слишком длинную цепочку имён.
    [wide] Имя ~{ $name } значило бы слишком много слов — вместе с именами, на которые опирается.
   *[bad] «{ $name }» не годится в имена: только буквы, цифры, - и _, без пробелов.
 }
too-many-aliases = У вас уже { $limit } имён — это предел. Список — /alias.

subscribed-next = Вы получите каждый новый подходящий отрывок и его изменения. /mentions { $query } покажет, что говорили раньше.
too-many-subscriptions = У вас уже { $limit } подписок — это предел. Список — /subscriptions.
subscriptions-none = Подписок пока нет. Начните с /subscribe СЛОВО.
subscriptions-head = Ваши подписки:
subscription-stop = ✕ { $number }
unsubscribe-usage = Скажите, какую: /unsubscribe НОМЕР или /unsubscribe ЗАПРОС. Список — /subscriptions.
unsubscribed = Подписка отменена: { $query }
unsubscribe-unknown = Подписки «{ $query }» нет. Список — /subscriptions.

compare-usage = /compare { $example } — два последних отрывка об этом: какие слова ушли и какие пришли.
compare-head = { $source }, до того и в последний раз:

mentions-usage = Скажите, что искать и, если нужно, когда, например: /mentions { $example } с 2020
mentions-none = Пока ничего не подходит: { $query }
mentions-ever = { $count ->
    [one] За всё время { $count } отрывок
    [few] За всё время { $count } отрывка
   *[many] За всё время { $count } отрывков
 }: /mentions { $query }
mentions-everywhere = { $count ->
    [one] На всех языках { $count } отрывок
    [few] На всех языках { $count } отрывка
   *[many] На всех языках { $count } отрывков
 }: /mentions { $query }
mentions-unknown = Источника { $sources } не знаю. Список — /sources, имена для запроса — в скобках.
mentions-head = { $count ->
    [one] { $count } отрывок
    [few] { $count } отрывка
   *[many] { $count } отрывков
 } по запросу: { $query }
mentions-at-least = Не меньше: { $head }
mentions-period = Период: { $period }
mentions-year = Период: { $period } (чтобы искать само число, возьмите его в кавычки)
period-since = с { $day }
period-until = по { $day }
mentions-recent = { $days } дн.: { $count }
mentions-counted = { $name }: { $count }
mentions-heard = из последних { $count } —
mentions-span = Впервые { $first }, в последний раз { $last }
mentions-span-newest = В последний раз { $last }; из новейших отрывков первый — { $first }
mentions-edited = исправлено; эта редакция впервые замечена { $when }
mentions-read-to = Пока просмотрено до { $day }. Кнопка — дальше.
mentions-newest = Сначала новые
mentions-best = Самые подходящие
mentions-trend = График
mentions-save = Сохранить (CSV)
mentions-contents = ☰ { $day }
mentions-here = · { $page } ·
mentions-newer = ↑ { $page }
mentions-next = Ещё ↓
mentions-older = Раньше ↓
topics-head = Говорили больше всего: { $source }
topics-all = все источники
topics-count = { $passages ->
    [one] { $passages } отрывок
    [few] { $passages } отрывка
   *[many] { $passages } отрывков
 } в { $briefings ->
    [one] { $briefings } брифинге
   *[many] { $briefings } брифингах
 }
topics-before = в сравнении с { $days }: { $size }
topics-cut = Прочитаны только { $most } самых новых отрывков, и они ни с чем не сравнены. Назовите период короче или источник.
topics-is-new = новое
topics-new = Ещё из нового:
topics-gone = Больше не говорят:
topics-none = Ничего особенного не выделяется.
topics-asked = Спрашивали: { $who }
topics-answered = Выступали: { $who }
topics-unknown = Не знаю источника «{ $name }», и это не период. Источники: /sources. Например: /topics прошлый месяц
mentions-gone = Этот список устарел. Спросите снова: /mentions …
trend-usage = Скажите, что считать, например: /trend { $example }
    До пяти запросов через запятую; по неделям, по брифингам; с 2020 года, в прошлом году.
trend-too-many = На одном графике — не больше { $most } запросов. Остальные — на другом.
trend-by-month = Отрывки по месяцам
trend-by-week = Отрывки по неделям
trend-by-briefing = Отрывки по брифингам
trend-month = по месяцам
trend-week = по неделям
trend-briefing = по брифингам
trend-said = Что говорили
trend-count = { $count ->
    [one] { $count } отрывок
    [few] { $count } отрывка
   *[many] { $count } отрывков
 }
trend-share = в { $met } из { $of ->
    [one] { $of } брифинга
   *[other] { $of } брифингов
 } ({ $percent } %)
trend-first = Впервые: { $when }
trend-first-then = Впервые за это время: { $when }
trend-last = в последний раз: { $when }
trend-most = Больше всего: { $count }, { $when }
trend-week-of = неделя с { $day }
trend-note = { $count } · ◆ впервые { $first }
trend-none = За это время не говорили
trend-unwritten = запрос { $number }
trend-sources = { $count ->
    [one] { $count } источник
    [few] { $count } источника
   *[many] { $count } источников
 }
trend-share-axis = Брифинги, где об этом говорили, %
trend-gaps = Серым: брифингов не было.
trend-newest-briefings = Только последние { $count } брифингов.
trend-not-less = не меньше: { $said }
trend-at-least = Сосчитаны только новейшие отрывки: может быть больше.
trend-gone = Запросы этого графика больше не прочитать. Спросите снова: /trend …
trend-saved = Картинка: { $path }

export-usage = /export { $example } csv: всё, что об этом говорили, файлом с источниками и подтверждениями: csv, json, md или ris. Между ними может стоять период: /export { $example } с 2020 года ris
export-count = { $count ->
    [one] { $count } отрывок
    [few] { $count } отрывка
   *[other] { $count } отрывков
 }
export-cut = Файл неполный, в нём первых отрывков: { $count }.
export-begun = Пишу файл, отрывков: { $count }. Пришлю, как только он будет готов.
export-busy = Уже занят несколькими долгими просьбами. Спросите через минуту.
export-made = Составлено Rostrum, { $when }.
export-seen = впервые прочитано { $when }, версия { $version }

wish-all = всё
wish-new = новое
wish-edits = правки
told-all = новые отрывки и правки
told-new = только новые отрывки
told-edits = только правки
told = { $query }: теперь извещаю так — { $what }.
tell-usage = /tell 2 новое — по второй из ваших /subscriptions только новые отрывки. Или правки, или всё.
changes-head = Исправлено после публикации, сначала последнее
changes-none = Насколько я видел, после публикации ничего не правили.
changes-unknown = Не знаю ни источника, ни брифинга «{ $name }». Список: /sources и /latest.
feeds-head = Адреса для программ чтения лент и других программ. Называю их только сейчас: копии у меня нет.
feeds-any = Любой запрос как лента:
feeds-programs = Для программ — архив в JSON, с таким заголовком:
feeds-described = Всё, о чём можно спросить:
feeds-keep = У кого есть эти адреса, тот видит, за чем вы следите. /feeds new даст новые, а эти перестанут работать; /feeds off просто отключит эти.
feeds-made = Адреса я назвал { $day }, копии у меня нет: вместо … в них стоит ваш ключ. /feeds new даст новые, а прежние перестанут работать; /feeds off просто отключит прежние.
feeds-revoked = Ваши адреса больше не работают. /feeds даст новые.
feeds-none = Адресов у вас нет. /feeds их даст.
feeds-usage = /feeds называет адреса ваших лент, /feeds new даёт новые вместо них, /feeds off отключает их.
feeds-not-here = Ленты и JSON не включены: тот, у кого работает этот бот, может задать port в разделе [web] в config.toml.

latest-none = Пока не прочитан ни один брифинг.
latest-unknown = Не знаю источника «{ $name }», и это не период. Источники: /sources.
latest-head = Последние брифинги
read-head = Последние брифинги. Выберите:
read-unknown = Не знаю брифинга «{ $briefing }». Последние — /latest.
latest-end = Более ранних нет.
read-nothing = Брифингов «{ $briefing }» не прочитано.
read-not-there = На языке { $language } этого отрывка нет.
contents-head = { $count ->
    [one] { $count } раздел
    [few] { $count } раздела
   *[many] { $count } разделов
 }. Выберите, какой показать целиком:
section-untitled = Вступление
section-exchange = Вопросы и ответы
read-next = Дальше ›
read-previous = ‹ Назад
read-more = Ещё ↓
read-contents = Содержание
official-page = официальная страница

sources-none = Источников нет.
sources-head = Источники
source-line = { $count ->
    [one] { $count } брифинг
    [few] { $count } брифинга
   *[many] { $count } брифингов
 }, { $when }
source-read = прочитан { $when }
source-never = с сайта ещё не читали
source-unread = не прочитано страниц: { $count }; последняя: { $reason }
source-trouble = не читается с { $when }: { $reason }

alarm-failing = ⚠ { $source }: не читается с { $when }: { $reason }
alarm-overdue = ⚠ { $source }: ожидавшийся брифинг не вышел ({ $reason }).
alarm-quiet = ⚠ { $source } молчит с { $when }; обычно не дольше, чем { $reason }.
alarm-swept = ⚠ Страницы { $source } одна за другой меняются почти целиком ({ $reason }): изменился сайт, а не сказанное. Новые версии сохранены, о них никого не извещаем.
over-failing = ✓ { $source } снова читается; не читался с { $when }.
over-overdue = ✓ { $source }: новый брифинг вышел; пропущенный с { $when } больше не ждём.
over-quiet = ✓ { $source } снова говорит, впервые с { $when }.
over-swept = ✓ Страницы { $source } больше не меняются целиком; о правках снова извещаем.
days = { $count ->
    [one] { $count } день
    [few] { $count } дня
   *[many] { $count } дней
 }

admin-only = Добавлять источники могут только администраторы бота. Номер этого чата { $id }: владелец бота может вписать admins = [{ $id }] в раздел [telegram] файла config.toml.
addsource-usage = Скажите, где публикует источник: /addsource https://…
addsource-looking = Смотрю { $url } и новые страницы. Это займёт минуту-другую; скажу, что нашёл.
addsource-busy = Уже смотрю несколько сайтов. Спросите, пожалуйста, через минуту.
addsource-nothing = Не нашёл там, за чем следить: { $reason }
addsource-gone = Это предложение устарело. Скажите /addsource ещё раз.
addsource-added = { $name } ({ $id }): слежу. Архив читается молча; о новом будет сказано.
trial-head = { $name }, профиль { $profile }
trial-address = { $url }: страниц { $count }
trial-cut = разделов: { $sections }, реплик: { $turns }, вопросов: { $questions }
trial-undated = без даты
trial-doubtful = Понято не всё. Посмотрите на эти страницы, прежде чем полагаться на источник.
trial-watch = Следить

alert-title = { $source }: новый брифинг
change-title = { $source }: опубликованный брифинг изменён
signs-title = { $source }: не так, как в последних брифингах
sign-climb = было { $before } ({ $last }), стало { $after }
sign-silence = было в { $met } из последних { $of } брифингов, в последний раз { $last }; в этом нет.
silence-usage = /silence 2 — сообщать и тогда, когда в брифинге нет ничего по второй из ваших /subscriptions, хотя в последних почти всегда было. Ещё раз — и не сообщать.
silence-on = { $query }: сообщу и тогда, когда в брифинге об этом ничего нет, хотя в последних почти всегда было.
silence-off = { $query }: о молчании больше не сообщаю.
ladder-usage = /ladder 2 — сообщать, когда о второй из ваших /subscriptions говорят в иных выражениях, чем в прошлый раз: { $steps }. Свои ступени: /ladder 2 = озабоченность < "глубокая озабоченность" < осуждать; не сообщать: /ladder 2 =
ladder-on = { $query }: сообщу, когда сменится ступень: { $steps }.
ladder-off = { $query }: о ступенях больше не сообщаю.
told-missed = и о молчании
edition-title = { $source }: брифинг вышел на языке: { $language }
edition-line = отрывков: { $count }, впервые прочитано { $when }
edition-there = Уже вышел
editions-both = { $one } и { $other }: в обоих { $count }.
editions-only = Только на языке { $language }:
editions-late = Добавлено позже на языке { $language }:
editions-shorter = Намного короче на языке { $language }:
await = Когда выйдет: { $language }
awaiting = Сообщу, когда выйдет на языке { $language }.
alert-more = … и ещё { $count }
alert-gone = Это уведомление уже не хранится.
matched = по запросу: { $queries }
mark-negation = отрицание
mark-number = число
mark-date = дата
mark-name = имя
mark-relabelled = другой говорящий
mark-correction = исправление, показанное на странице
mark-anonymised = имя больше не названо
past-first = впервые за { $months } мес. (в последний раз { $last })
past-never = впервые в этом архиве (с { $since })
past-repeated = уже говорилось, слово в слово
past-last = В прошлый раз, { $day }:
change-times = впервые прочитан { $first }, изменён { $changed }
change-removed-question = Вопрос исчез:
change-added = Появилось:
change-removed = Исчезло:
change-edited = Изменено:
change-retitled = Изменён заголовок:
change-relabelled = Изменён говорящий:
also-in = на языке: { $language }

error-internal = Что-то сломалось на моей стороне; это записано. Попробуйте ещё раз.
query-empty = Не вижу слов, которые искать.
query-no-words = Не вижу здесь слов.
query-only-negative = Здесь сказано только, что исключить. Добавьте слово, которое должно быть.
query-unbalanced = У этой скобки нет пары.
query-operator-without-operand = Здесь не хватает слова.
query-unsupported = Не понимаю этот знак.
query-too-long = Запрос слишком длинный; предел — { $limit } знаков.
query-too-deep = Слишком много вложенных скобок.
query-too-many-terms = В запросе слишком много слов; предел — { $terms }.
query-unknown-field = Поля «{ $place }» нет. Поля: source, speaker, role, kind, lang, title, outlet, since, until.
query-bad-value = Это поле не может быть «{ $place }».
query-choices = { $field }: { $choices }.
query-bad-date = Не понимаю дату. Напишите 2026-03-15, 2026-03 или 2026.
query-short-prefix = Так начинается слишком много слов; до * нужно не меньше трёх букв.
query-bad-distance = Расстояние — от 1 до 100 слов.
query-near-operand = NEAR стоит между словами, фразами и именами или (а OR б) из них.
query-nested-sentence = Внутри {"{"} {"}"} могут стоять только слова, фразы и имена.
query-never = Ни один отрывок не может подойти.
query-always = Подходит любой отрывок. Назовите слово, которое должно быть.
query-unknown-name = Имя { $place } ничего не значит. Список имён — /alias.
query-dated = Подписка — о будущем: since: и until: годятся для /mentions.
query-suggestion = Возможно, вы имели в виду: { $suggestion }

terminal-sample = Rostrum с учебным министерством ({ $name }, { $address }): прошлые брифинги уже есть, новый выйдет через несколько секунд, затем его изменят.
terminal-sources = Rostrum в терминале, источников: { $count }.
terminal-chat = Rostrum: разговор о том, что уже прочитано. Новое не запрашивается.
terminal-live = Для настоящей работы: впишите токен бота Telegram и источники в config.toml (см. config.example.toml) и запустите снова.
terminal-hint = Наберите /help или номер кнопки; Ctrl-D — конец.
terminal-no-button = Кнопки [{ $number }] нет.
