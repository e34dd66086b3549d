from . import amounts, sentences, values
