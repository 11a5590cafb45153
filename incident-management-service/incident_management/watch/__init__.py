"""What happens to incidents because time passes."""
