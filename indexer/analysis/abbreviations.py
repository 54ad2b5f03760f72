"""Abbreviations with a full stop, by their place in a sentence.

``language/abbreviations.txt`` has the words that they stand for (``руб``: рубль).
"""

from svodka.indexer.analysis.months import MONTHS

_INNER = """
адм акад англ арх бул вице внутр вып г гл гор гос гр ген дер дж деп докт доц д зам изд им инж исп
итал каб кап каф кв кн корп лаб лат лейт м моск наб нем напр об обл о оз ок отд оф п пер пл пос пп
пр преп прим просп проф р ред реж рис род с св секр см соч ср ст стр студ табл тел тов т тт ул упр
фр франц ч чл эт mr mrs dr st no vs
"""
_OUTER = "гг вв тыс млн млрд трлн руб коп долл чел шт экз мин сек час кг км га"
_EMPTY = "г гг т е к н д п др пр"

# Before a name, a number or another word, hence never at the end of a sentence: «им. Чехова»,
# «ст. 105», «5 янв. 2024».
INNER = (*_INNER.split(), *(month.short for month in MONTHS if month.short))
# May stand at the end of a sentence, and does so before a capital letter: «10 млрд руб. Банк».
OUTER = tuple(_OUTER.split())
# Say nothing alone, so that a query of other words can do without them: г. Тула, т. е., т. к.,
# т. н., и т. д., и т. п., и др.
EMPTY = frozenset(_EMPTY.split())
