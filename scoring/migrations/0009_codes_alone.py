from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("scoring", "0008_sentences_become_codes"),
    ]

    operations = [
        migrations.RemoveField(
            model_name="computefault",
            name="message",
        ),
        migrations.AlterField(
            model_name="study",
            name="fault",
            field=models.CharField(blank=True, max_length=40, verbose_name="fault"),
        ),
    ]
