"""An OpenAI-compatible language model: asked for text only, within a time limit and a budget."""
